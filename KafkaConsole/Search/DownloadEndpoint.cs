using System.Globalization;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace KafkaConsole.Search;

/// <summary><c>/api/topics/{topic}/records/download</c>: all records that match, one JSON object per line (NDJSON).</summary>
internal static class DownloadEndpoint
{
    private const string ContentType = "application/x-ndjson";
    private const int FlushBytes = 64 * 1024;

    public static void MapDownload(this IEndpointRouteBuilder api) => api.MapGet("/topics/{topic}/records/download", DownloadAsync);

    private static async Task<Results<EmptyHttpResult, ValidationProblem>> DownloadAsync(
        SearchPlanner planner,
        RecordSearch search,
        IHostApplicationLifetime lifetime,
        HttpContext http,
        string topic,
        string? partition,
        string? limit)
    {
        var (query, errors) = RecordQuery.Parse(topic, partition, "beginning", null);
        errors.AddUnknown(http.Request.Query, [RecordQuery.PartitionParameter, RecordQuery.LimitParameter, .. RecordFilterParameters.All]);
        var (filter, filterErrors) = RecordFilterParameters.Parse(http.Request.Query);
        var maxHits = int.MaxValue;
        var isNumber = string.IsNullOrEmpty(limit) || int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out maxHits);
        if (!isNumber || maxHits == 0) errors[RecordQuery.LimitParameter] = [$"'{limit}' is not a number from 1 to {int.MaxValue}."];
        if (errors.Count + filterErrors.Count > 0) return TypedResults.ValidationProblem(errors.Concat(filterErrors));

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        var plan = await planner.PlanAsync(query, filter, ended.Token);
        await using var steps = search.RunAsync(plan, new() { MaxHits = maxHits }, ended.Token).GetAsyncEnumerator(ended.Token);
        var hasStep = await steps.MoveNextAsync(); // an error up to here becomes a problem response
        StartResponse(http.Response, topic);
        try
        {
            for (; hasStep; hasStep = await steps.MoveNextAsync()) await WriteAsync(http.Response, steps.Current, ended.Token);
        }
        catch (ClusterException e)
        {
            RecordLine.WriteError(http.Response.BodyWriter, e.Message);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            RecordLine.WriteError(http.Response.BodyWriter, "The Kafka console stops. The download is not complete.");
        }

        return TypedResults.Empty;
    }

    private static void StartResponse(HttpResponse response, string topic)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{topic}.ndjson");
        response.ContentType = ContentType;
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
    }

    private static async Task WriteAsync(HttpResponse response, SearchStep step, CancellationToken cancellationToken)
    {
        foreach (var hit in step.Hits)
        {
            RecordLine.Write(response.BodyWriter, hit);
            // Waits while the client does not read, and with it the search.
            if (response.BodyWriter.UnflushedBytes > FlushBytes) await response.BodyWriter.FlushAsync(cancellationToken);
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
