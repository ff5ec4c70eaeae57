namespace ServiceDefaults.Http;

/// <summary>The options of all HTTP services, from the configuration section <c>Http</c>.</summary>
public sealed record HttpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Http";

    /// <summary>
    /// The origins, such as <c>https://shop.example</c>, whose pages may use the service from a browser. Default: only the service's own.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}
