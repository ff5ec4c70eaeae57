using Contracts;
using Messaging.Reading;
using StreamsService.Counting;
using StreamsService.View;

namespace StreamsService.Processing;

/// <summary>Restores the counting of a source partition from the changelog, which every instance reads into its view.</summary>
internal sealed partial class PartitionRestorer(
    StatisticsView view, TableReader<StatisticsRecord> changelog, ILogger<PartitionRestorer> logger)
{
    /// <summary>Waits until the view has read all of the changelog.</summary>
    public Task ReadAllAsync(CancellationToken cancellationToken) => changelog.CaughtUp.WaitAsync(cancellationToken);

    /// <summary>Waits until the view has read everything that was written for a partition before this call.</summary>
    public Task ReadToEndAsync(int partition, CancellationToken cancellationToken) =>
        changelog.ReadToEndAsync(partition, cancellationToken);

    /// <summary>Restores the statistics of a partition.</summary>
    /// <param name="partition">The number of the source partition.</param>
    /// <param name="committed">The committed offset; null for none.</param>
    /// <param name="topicId">The id of the source topic; null when it is not known.</param>
    /// <returns>The statistics, and the offset of the next event to count; null for the beginning of the partition.</returns>
    public (WindowedStatistics Statistics, long? Next) Restore(int partition, long? committed, string? topicId)
    {
        var statistics = view.Restore(partition, topicId);
        if (statistics.IsNewTopic)
        {
            LogNewTopic(partition, topicId!, statistics.OpenPages);
            return (statistics, null);
        }

        if (statistics.IsUnwritten)
        {
            // The view may not have read the last records of the former output topic, so the events of these records are counted again.
            LogFormer(partition, statistics.OpenPages, statistics.Next ?? 0);
            return (statistics, statistics.Next);
        }

        // The committed offset may be ahead, because events that are too short are committed but change no statistics. The statistics may
        // be ahead on a broker with incomplete transactions.
        var next = statistics.Next > (committed ?? 0) ? statistics.Next : committed;
        LogRestored(partition, statistics.OpenPages, next ?? 0);
        return (statistics, next);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The statistics of partition {Partition} belong to a source topic that was deleted and created again. The events of the new one (id {TopicId}) are counted from the beginning, and added to {Windows} open windows")]
    private partial void LogNewTopic(int partition, string topicId, int windows);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Partition {Partition} is restored with {Windows} open windows from the former output topic, and written to the new one; counting continues at offset {Offset}")]
    private partial void LogFormer(int partition, int windows, long offset);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Partition {Partition} is restored with {Windows} open windows; counting continues at offset {Offset}")]
    private partial void LogRestored(int partition, int windows, long offset);
}
