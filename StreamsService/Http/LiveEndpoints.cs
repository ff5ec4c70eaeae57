using Microsoft.AspNetCore.Http.HttpResults;
using StreamsService.Http.Documentation;
using StreamsService.Live;
using StreamsService.Live.Records;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>Streams of server-sent events: <c>/analytics</c>, <c>/statistics/stream</c> and <c>/records</c>.</summary>
internal static class LiveEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        var live = app.MapGroup("").WithTags("Live").AddEndpointFilter<LimitListeners>();
        live.DisableHttpMetrics(); // how long a stream lasts says nothing about the service
        live.ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        live.MapGet("/analytics", (AnalyticsFeed feed, CancellationToken cancellationToken) => new ServerSentEventsResult(feed.ListenAsync(cancellationToken)))
            .WithName("StreamAnalytics")
            .WithSummary("Each second, the events per page in the current window")
            .WithDescription("""
                One event each second, by page name: how many events the page has in the window that it is now. Pages without events are not
                there.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .WithAnalyticsExamples();

        live.MapGet("/statistics/stream", StreamStatistics)
            .WithName("StreamStatistics")
            .WithSummary("Every change of the statistics")
            .WithDescription("""
                Events `windows` are statistics that replace what was known of that page and window: first those of the last five minutes, then
                each change. Their `id` says what the client has. Sent back in the header `Last-Event-ID`, as a browser does by itself, or as
                `since`, to any instance, it resumes from there: first comes all that changed since. Events `summary` say each second how things are.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithStatisticsStreamExamples();

        live.MapGet("/records", StreamRecords)
            .WithName("StreamRecords")
            .WithSummary("The end of a topic")
            .WithDescription("""
                Events `records`: first about the last 50 records, then those that follow, at most ten events each second with the newest 50 each;
                `skipped` is how many were left out. `heartbeat` comes when nothing else came for 15 s. `error` says why a stream ends.
                """)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithRecordsExamples();
    }

    private static Results<ServerSentEventsResult, Problem> StreamStatistics(
        HttpRequest request, string? since, StatisticsFeed feed, CancellationToken cancellationToken)
    {
        var position = Read(since);
        if (position is null && !string.IsNullOrEmpty(since)) return Problem.Invalid([new("since", "must be the id of an event")]);

        // A browser that comes back still has the address with the older id.
        return new ServerSentEventsResult(feed.ListenAsync(Read(request.Headers[LastEventId]) ?? position, cancellationToken));
    }

    private static Results<ServerSentEventsResult, Problem> StreamRecords(
        string? topic, RecordsOptions options, RecordFeeds feeds, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(topic)) return Problem.Invalid([new("topic", "is missing")]);
        if (options.Topics.Contains(topic)) return new ServerSentEventsResult(feeds.ListenAsync(topic, cancellationToken));

        var others = string.Join(", ", options.Topics);
        return new Problem(StatusCodes.Status403Forbidden, "The topic is not allowed.", $"This service shows {others}; not '{topic}'.");
    }

    private static ViewPosition? Read(string? id) =>
        !string.IsNullOrEmpty(id) && ViewPosition.TryParse(id, out var position) ? position : null;
}
