using Microsoft.AspNetCore.Http.HttpResults;
using StreamsService.Http.Documentation;

namespace StreamsService.Http;

/// <summary><c>GET /topology</c>: topics, instances, partitions and options.</summary>
internal static class TopologyEndpoints
{
    public static void AddTopology(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceTopics>();
        builder.Services.AddSingleton<Topology>();
    }

    public static void MapTopology(this IEndpointRouteBuilder app) =>
        app.MapGet("/topology", Ok<TopologyResponse> (Topology topology) => TypedResults.Ok(topology.Now()))
            .WithName("GetTopology")
            .WithTags("Operation")
            .WithSummary("Returns topics, instances, partitions and options")
            .WithDescription("""
                Each instance reports its partitions once a second, and every instance returns the reports of all. An instance without a
                report in the last five seconds is left out.
                """)
            .WithTopologyExamples();
}
