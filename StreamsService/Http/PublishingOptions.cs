namespace StreamsService.Http;

/// <summary>Where events are forwarded to, in the section <c>Publishing</c>.</summary>
internal sealed record PublishingOptions
{
    /// <summary>The address of ProducerApi; unless configured, <c>services:producer-api:http:0</c>, which AppHost sets.</summary>
    public Uri? Address { get; init; }

    /// <summary>How long nothing may come from it before it is given up.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Everything that is wrong with these options; empty when they are valid.</summary>
    public IEnumerable<string> Validate()
    {
        if (Address is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" })) yield return $"{nameof(Address)} must be an http or https address";
        if (Timeout <= TimeSpan.Zero) yield return $"{nameof(Timeout)} must be longer than zero";
    }
}
