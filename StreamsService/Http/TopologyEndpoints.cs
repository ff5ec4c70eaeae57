using Microsoft.AspNetCore.Http.HttpResults;
using StreamsService.Http.Documentation;

namespace StreamsService.Http;

/// <summary><c>GET /topology</c>: what is processed, how and where.</summary>
internal static class TopologyEndpoints
{
    public static void MapTopology(this IEndpointRouteBuilder app) =>
        app.MapGet("/topology", Ok<TopologyResponse> (Topology topology) => TypedResults.Ok(topology.Now()))
            .WithName("GetTopology")
            .WithTags("Operation")
            .WithSummary("What is processed, how and where")
            .WithDescription("""
                Instances report each second which partitions they have; each answers for all. One that was silent for five seconds is not there.
                """)
            .WithTopologyExamples();
}
