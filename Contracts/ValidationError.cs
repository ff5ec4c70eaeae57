namespace Contracts;

/// <summary>A validation error of a value.</summary>
/// <param name="Member">The JSON member, such as <c>duration</c>, or <c>$</c> for the whole value.</param>
/// <param name="Message">The rule that the member violates, such as <c>must not be negative</c>.</param>
public readonly record struct ValidationError(string Member, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Member} {Message}";
}
