namespace StreamsService.Http;

/// <summary>Options of <c>POST /events</c>; configuration section <c>Publishing</c>.</summary>
internal sealed record PublishingOptions
{
    /// <summary>The address of ProducerApi. The default is the value of <c>services:producer-api:http:0</c>, which AppHost sets.</summary>
    public Uri? Address { get; init; }

    /// <summary>A request to ProducerApi is cancelled when no data was transferred for this long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Returns all validation errors; none when the options are valid.</summary>
    public IEnumerable<string> Validate()
    {
        if (Address is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" })) yield return $"{nameof(Address)} must be an http or https address";
        if (Timeout <= TimeSpan.Zero) yield return $"{nameof(Timeout)} must be longer than zero";
    }
}
