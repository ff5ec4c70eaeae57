namespace JsonService;

/// <summary>The settings of JsonService. Bound from the section <c>JsonService</c> and validated at start.</summary>
internal sealed record JsonServiceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "JsonService";

    /// <summary>
    /// The key of <see cref="UserHash"/>, at least 32 characters. It is a secret, and all instances must have the same one.
    /// </summary>
    public string? UserHashKey { get; init; }
}
