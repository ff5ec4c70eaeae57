using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using SinkService.Http.Documentation;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary><c>GET /events</c> and <c>GET /events/{partition}/{offset}</c>.</summary>
internal static class EventEndpoints
{
    private const string Path = "/events";

    public static void MapEvents(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, GetAllAsync)
            .WithName("GetEvents")
            .WithTags("Events")
            .WithSummary("Lists events, with paging")
            .WithDescription("""
                Returns the events in the database, newest first by the time of the page view. All given filters must match. To get the next
                page of results, repeat the request with `before` of the response: new events neither repeat nor hide others.
                """)
            .AddEndpointFilter<FailedQueries>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithEventsExamples();

        app.MapGet(Path + "/{partition}/{offset}", GetAsync)
            .WithName("GetEvent")
            .WithTags("Events")
            .WithSummary("Returns the event of one record")
            .WithDescription("Returns the event that was at this partition and offset of the topic.")
            .AddEndpointFilter<FailedQueries>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithEventExamples();
    }

    private static async Task<Results<Ok<EventsResponse>, Problem>> GetAllAsync(
        HttpRequest request, StoredEvents events, CancellationToken cancellationToken)
    {
        var parameters = new EventParameters(request.Query);
        if (parameters.ValidationErrors.Count > 0) return InvalidParameters.Of(parameters.ValidationErrors);

        var found = await events.FindAsync(parameters.Query, cancellationToken);
        return TypedResults.Ok(new EventsResponse(found.Events, found.Before?.ToString()));
    }

    private static async Task<Results<Ok<StoredEvent>, Problem>> GetAsync(
        string partition, string offset, HttpRequest request, StoredEvents events, CancellationToken cancellationToken)
    {
        var address = new RecordAddress(partition, offset);
        var errors = address.ValidationErrors.Concat(InvalidParameters.UnknownIn(request.Query)).ToList();
        if (errors.Count > 0) return InvalidParameters.Of(errors);

        if (await events.FindAsync(address.Partition, address.Offset, cancellationToken) is { } found) return TypedResults.Ok(found);

        return new Problem(
            StatusCodes.Status404NotFound, "There is no such event.",
            $"The database has no event of partition {address.Partition}, offset {address.Offset}. It may not be stored yet, be a dead letter, "
                + "or have been deleted.");
    }
}
