using ServiceDefaults.Http;

namespace SinkService.Http.Documentation;

/// <summary>What the OpenAPI document says about this service: texts, and the meaning of each status.</summary>
internal static class SinkApi
{
    public static ApiDescription Description { get; } = new(
        "Sink service",
        "Page events and their statistics, as they are stored in a relational database. Every instance returns the same.",
        new Dictionary<int, string>
        {
            [200] = "As described above.",
            [404] = "The database has no event of this record.",
            [503] = "The database can't be reached, takes too long, or is not set up yet.",
        });
}
