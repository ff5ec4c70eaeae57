namespace Contracts;

/// <summary>One thing that is wrong with a value.</summary>
/// <param name="Member">The JSON member, such as <c>duration</c>; <c>$</c> for the value as a whole.</param>
/// <param name="Message">What is expected of it, such as <c>must not be negative</c>.</param>
public readonly record struct ValidationError(string Member, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Member} {Message}";
}
