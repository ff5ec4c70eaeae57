using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using StreamsService.Http.Documentation;
using StreamsService.Live;
using StreamsService.Live.Records;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>Endpoints that return server-sent events: <c>/analytics</c>, <c>/statistics/stream</c> and <c>/records</c>.</summary>
internal static class LiveEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        var live = app.MapGroup("").WithTags("Live").AddEndpointFilter<LimitListeners>();
        live.DisableHttpMetrics(); // the duration of a stream depends on the client, and would distort the request metrics
        live.ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        live.MapGet("/analytics", StreamAnalytics)
            .WithName("StreamAnalytics")
            .WithSummary("Streams the events per page in the current window, once a second")
            .WithDescription("""
                Sends one event per second: an object with the number of events of each page in the current window. Pages without events are
                left out.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .WithAnalyticsExamples();

        live.MapGet("/statistics/stream", StreamStatistics)
            .WithName("StreamStatistics")
            .WithSummary("Streams every change of the statistics")
            .WithDescription("""
                Events of type `windows` have statistics that replace the earlier ones of the same page and window: first those of the last
                five minutes, then each change. Their `id` is the client's position. To resume at any instance, send it in the header
                `Last-Event-ID` (browsers do this on their own) or as `since`: the stream then starts with all changes since that position.
                Events of type `summary` have the totals, once a second.
                """)
            .AddEndpointFilter<RequireCaughtUpView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithStatisticsStreamExamples();

        live.MapGet("/records", StreamRecords)
            .WithName("StreamRecords")
            .WithSummary("Streams the latest records of a topic")
            .WithDescription("""
                Events of type `records` have about the last 50 records at first, then new ones: at most ten events per second, each with at
                most the newest 50; `skipped` is the number of records that were left out. `heartbeat` is sent when there was no other event
                for 15 s. `error` is the last event when the topic can't be read.
                """)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithRecordsExamples();
    }

    private static ServerSentEventsResult StreamAnalytics(AnalyticsFeed feed, CancellationToken cancellationToken) =>
        new(feed.ListenAsync(cancellationToken));

    private static Results<ServerSentEventsResult, Problem> StreamStatistics(
        HttpRequest request, string? since, StatisticsFeed feed, CancellationToken cancellationToken)
    {
        var errors = InvalidParameters.UnknownIn(request.Query, "since").ToList();
        var position = Read(since);
        if (position is null && !string.IsNullOrEmpty(since)) errors.Add(new("since", "must be the id of an event"));
        if (errors.Count > 0) return InvalidParameters.Of(errors);

        // When a browser reconnects, its URL still has the id from the start of the stream; the header has the current one.
        return new ServerSentEventsResult(feed.ListenAsync(Read(request.Headers[LastEventId]) ?? position, cancellationToken));
    }

    private static Results<ServerSentEventsResult, Problem> StreamRecords(
        HttpRequest request, string? topic, ServiceTopics topics, RecordFeeds feeds, CancellationToken cancellationToken)
    {
        var errors = InvalidParameters.UnknownIn(request.Query, "topic").ToList();
        if (string.IsNullOrEmpty(topic)) errors.Add(new("topic", "is missing"));
        if (topic is null or "" || errors.Count > 0) return InvalidParameters.Of(errors);
        if (topics.Readable.Contains(topic)) return new ServerSentEventsResult(feeds.ListenAsync(topic, cancellationToken));

        return new Problem(
            StatusCodes.Status403Forbidden, "The topic is not allowed.",
            $"'{topic}' is not one of the topics that this service shows: {string.Join(", ", topics.Readable)}.");
    }

    private static ViewPosition? Read(string? id) =>
        !string.IsNullOrEmpty(id) && ViewPosition.TryParse(id, out var position) ? position : null;
}
