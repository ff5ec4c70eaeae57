using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Messaging.Reading;

namespace StreamsService.Live.Records;

/// <summary>The feeds of all topics that have listeners, one per topic.</summary>
internal sealed partial class RecordFeeds(
    ITopicTail tail, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RecordFeeds> logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (RecordFeed Feed, Task Run)> _feeds = [];

    /// <summary>Yields the last records of a topic and those that follow, until reading it fails.</summary>
    public async IAsyncEnumerable<byte[]> ListenAsync(string topic, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (feed, start) = Join(topic);
        try
        {
            await foreach (var bytes in feed.ReadAsync(start, cancellationToken)) yield return bytes;
        }
        finally
        {
            feed.Leave();
        }
    }

    /// <summary>Waits until all feeds have stopped reading, which they do when the host stops.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] runs;
        lock (_lock) runs = [.. _feeds.Values.Select(feed => feed.Run)];
        await Task.WhenAll(runs);
    }

    private (RecordFeed Feed, RecordFeed.Start Start) Join(string topic)
    {
        lock (_lock)
        {
            if (_feeds.TryGetValue(topic, out var running) && running.Feed.TryJoin() is { } start) return (running.Feed, start);

            var feed = new RecordFeed(topic, time);
            start = feed.TryJoin()!;
            _feeds[topic] = (feed, Task.Run(() => RunAsync(topic, feed)));
            return (feed, start);
        }
    }

    private async Task RunAsync(string topic, RecordFeed feed)
    {
        LogStarted(topic);
        try
        {
            await feed.RunAsync(tail, lifetime.ApplicationStopping);
            LogEnded(topic);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogFailed(e, topic);
            var detail = e is KafkaException or TimeoutException ? e.Message : "An unexpected error occurred.";
            feed.End(new("The topic can't be read.", detail));
        }

        lock (_lock)
        {
            if (_feeds.TryGetValue(topic, out var running) && running.Feed == feed) _feeds.Remove(topic);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Started reading {Topic} for its first listener")]
    private partial void LogStarted(string topic);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Stopped reading {Topic}: it has no listeners")]
    private partial void LogEnded(string topic);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Reading {Topic} failed, and its streams were ended. The next client that connects starts a new attempt")]
    private partial void LogFailed(Exception exception, string topic);
}
