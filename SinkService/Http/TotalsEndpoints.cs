using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using SinkService.Http.Documentation;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary><c>GET /totals</c>.</summary>
internal static class TotalsEndpoints
{
    public static void MapTotals(this IEndpointRouteBuilder app) =>
        app.MapGet("/totals", GetAsync)
            .WithName("GetTotals")
            .WithTags("Totals")
            .WithSummary("Returns totals per page and minute, hour or day")
            .WithDescription("""
                Adds up the statistics of StreamsService: those of the windows that begin in a bucket. Buckets are aligned to UTC. The oldest
                bucket comes first, then the order is by page name. All given filters must match.
                """)
            .AddEndpointFilter<FailedQueries>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithTotalsExamples();

    private static async Task<Results<Ok<TotalsResponse>, Problem>> GetAsync(
        HttpRequest request, PageTotals totals, CancellationToken cancellationToken)
    {
        var parameters = new TotalsParameters(request.Query);
        if (parameters.ValidationErrors.Count > 0) return InvalidParameters.Of(parameters.ValidationErrors);

        if (await totals.FindAsync(parameters.Query, cancellationToken) is { } found)
        {
            return TypedResults.Ok(new TotalsResponse(TotalsParameters.NameOf(parameters.Query.Bucket), found));
        }

        return new Problem(
            StatusCodes.Status400BadRequest, "There are too many totals.",
            $"The response would have more than {TotalsQuery.MaxRows} totals, one for each page and bucket. Choose a longer bucket, a shorter "
                + "time with from and to, or one page.");
    }
}
