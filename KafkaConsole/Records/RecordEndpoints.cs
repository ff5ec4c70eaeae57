using System.Net.ServerSentEvents;
using KafkaConsole.Search;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Records;

/// <summary><c>/api/topics/{topic}/records</c>.</summary>
internal static class RecordEndpoints
{
    public static void MapRecords(this IEndpointRouteBuilder api)
    {
        api.MapGet("/topics/{topic}/records", ReadAsync);
        api.MapGet("/topics/{topic}/records/stream", FollowAsync);
    }

    private static async Task<Results<Ok<RecordPage>, ValidationProblem>> ReadAsync(
        RecordBrowser browser,
        RecordFinder finder,
        HttpRequest request,
        string topic,
        string? partition,
        string? from,
        string? limit,
        string? isolation,
        CancellationToken cancellationToken)
    {
        var (query, errors) = RecordQuery.Parse(topic, partition, from, limit, isolation);
        errors.AddUnknown(
            request.Query,
            [
                RecordQuery.PartitionParameter, RecordQuery.FromParameter, RecordQuery.LimitParameter, RecordQuery.IsolationParameter,
                .. RecordFilterParameters.All,
            ]);
        if (query.IncludesUncommitted && RecordFilterParameters.AreIn(request.Query))
        {
            errors[RecordQuery.IsolationParameter] = ["A search finds committed records only. Leave out the criteria, or isolation."];
        }

        var (filter, filterErrors) = RecordFilterParameters.Parse(request.Query);
        if (errors.Count + filterErrors.Count > 0) return TypedResults.ValidationProblem(errors.Concat(filterErrors));

        return TypedResults.Ok(RecordFilterParameters.AreIn(request.Query)
            ? await finder.FindAsync(query, filter, cancellationToken)
            : await browser.ReadAsync(query, cancellationToken));
    }

    private static async Task<Results<ServerSentEventsResult<TailEvent>, ValidationProblem>> FollowAsync(
        RecordTail tail,
        IHostApplicationLifetime lifetime,
        HttpRequest request,
        string topic,
        string? partition,
        CancellationToken cancellationToken)
    {
        var (query, errors) = RecordQuery.Parse(topic, partition, null, null);
        errors.AddUnknown(request.Query, RecordQuery.PartitionParameter);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        // Without this token an open stream would delay the stop of the host. The first item is awaited here, so that an error becomes a
        // problem response.
        var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var items = tail.FollowAsync(topic, query.Partition, ended.Token).GetAsyncEnumerator(ended.Token);
        try
        {
            await items.MoveNextAsync();
        }
        catch
        {
            await items.DisposeAsync();
            ended.Dispose();
            throw;
        }

        return TypedResults.ServerSentEvents(EventsOf(items, ended));
    }

    private static async IAsyncEnumerable<SseItem<TailEvent>> EventsOf(IAsyncEnumerator<TailItem> items, CancellationTokenSource ended)
    {
        using (ended)
        await using (items)
        {
            yield return new(new(null, 0), "open");
            while (await MoveNextAsync(items, ended.Token))
            {
                yield return new(new(items.Current.Record, items.Current.Dropped), "record");
            }
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<TailItem> items, CancellationToken ended)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The data of an event: a record, and how many records were dropped so far because the client reads too slowly.</summary>
    private sealed record TailEvent(TopicRecord? Record, long Dropped);
}
