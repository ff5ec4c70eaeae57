namespace StreamsService.Http;

/// <summary>Options of <c>POST /events</c>; configuration section <c>Publishing</c>.</summary>
internal sealed record PublishingOptions
{
    public const string Section = "Publishing";

    /// <summary>
    /// The address of ProducerApi. The default is the value of <c>services:producer-api:http:0</c>, which AppHost sets. Null: events can't
    /// be published through this service.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The time for the body of an event to arrive.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A request to ProducerApi is cancelled when no data was transferred for this long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
