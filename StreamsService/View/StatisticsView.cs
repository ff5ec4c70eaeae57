using StreamsService.Changelog;
using StreamsService.Counting;

namespace StreamsService.View;

/// <summary>
/// The content of the output topic in memory, for all partitions. It answers every query, and counting is restored from it. One thread
/// applies records; any number of threads may query. Results are immutable.
/// </summary>
/// <remarks>
/// Queries no longer return a window once it is past <see cref="StatisticsOptions.Retention"/> at the latest stream time of all partitions. A
/// partition that is behind may still add events to it, so its partial is kept until the partition itself deletes it.
/// </remarks>
internal sealed partial class StatisticsView(StatisticsOptions options)
{
    private readonly Lock _lock = new();
    private readonly TumblingWindows _windowing = new(options);
    private readonly List<OutputPartition> _partitions = [];
    private readonly WindowIndex _windows = new();
    private readonly StringPool _pageNames = new();
    private readonly InstanceReports _instances = new();
    private DateTimeOffset _streamTime = DateTimeOffset.MinValue;

    /// <summary>
    /// Applies a record of the output topic. A record that was applied before is ignored, and so is one whose source offset is lower than the
    /// stored one. Partials and progress depend only on the source up to their offset, so the highest offset is right. A lower one was written
    /// by an instance that has lost the partition and does not know it yet.
    /// </summary>
    /// <param name="partition">The output partition of the record.</param>
    /// <param name="offset">The offset of the record in that partition.</param>
    /// <param name="key">The key of the record.</param>
    /// <param name="value">The value of the record; null deletes the key.</param>
    /// <returns>Whether the record is valid; an invalid record is ignored.</returns>
    public bool Apply(int partition, long offset, string key, StatisticsRecord? value)
    {
        var isValid = value is null || (key == StatisticsKey.Of(value) && StatisticsRecordValidator.IsValid(value, partition));
        lock (_lock)
        {
            var output = PartitionOf(partition);
            if (offset < output.Next) return isValid;

            output.Next = offset + 1;
            return isValid && (value is null ? Delete(output, partition, key) : Set(output, offset, value));
        }
    }

    /// <summary>Restores the counting of a source partition from this view.</summary>
    public WindowedStatistics Restore(int partition)
    {
        PartitionProgress? progress;
        IReadOnlyList<WindowPartial> partials;
        lock (_lock) (progress, partials) = (PartitionOf(partition).Progress, PartitionOf(partition).Partials);

        return new(partition, options, progress, partials);
    }

    private OutputPartition PartitionOf(int partition)
    {
        while (_partitions.Count <= partition) _partitions.Add(new(_pageNames));
        return _partitions[partition];
    }

    private bool Set(OutputPartition output, long offset, StatisticsRecord value)
    {
        switch (value)
        {
            case WindowPartial partial:
                var isExpired = _windowing.IsExpired(partial.Window, _streamTime);
                if (output.Set(offset, partial, isExpired) is { } kept && !isExpired) _windows.Set(kept);
                return true;
            case PartitionProgress progress:
                if (output.Progress?.Offset > progress.Offset) return true;
                output.Progress = progress;
                if (progress.StreamTime > _streamTime) MoveTo(progress.StreamTime);
                return true;
            case InstanceReport report:
                _instances.Set(report);
                return true;
            default:
                return false;
        }
    }

    private bool Delete(OutputPartition output, int partition, string key)
    {
        if (StatisticsKey.TryReadWindow(key, out var page, out var window))
        {
            output.Remove(page, window);
            _windows.Remove(page, window, partition);
            return true;
        }

        var isInstance = StatisticsKey.TryReadInstance(key, out var instance);
        if (isInstance) _instances.Remove(instance);
        return isInstance;
    }

    private void MoveTo(DateTimeOffset streamTime)
    {
        _streamTime = streamTime;
        while (_windows.Oldest is { } oldest && _windowing.IsExpired(oldest, streamTime))
        {
            foreach (var page in _windows[oldest])
            {
                foreach (var output in _partitions) output.ExcludeFromChanges(page.Page, oldest);
            }

            _windows.RemoveOldest();
        }
    }
}
