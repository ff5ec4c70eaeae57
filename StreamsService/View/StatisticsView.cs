using StreamsService.Changelog;
using StreamsService.Counting;

namespace StreamsService.View;

/// <summary>
/// Everything that the output topic says, for all partitions, in memory: it answers every query, and it is the state from which counting
/// goes on. One thread applies records, any number may ask; answers never change afterwards.
/// </summary>
/// <remarks>
/// A window is no longer answered for once it is past <see cref="StatisticsOptions.Retention"/> at the latest stream time of all
/// partitions. A partition that is behind may still count on in it, so its partial is kept until the partition itself deletes it.
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
    /// Takes a record of the output topic over. One that was applied before is ignored, and so is one whose source offset is less than
    /// what is known: partials and progress are functions of the source up to their offset, so the highest is right, and another one
    /// comes from an owner that has lost the partition and does not know it.
    /// </summary>
    /// <param name="partition">The partition that the record is on.</param>
    /// <param name="offset">Its offset there.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; null takes back what the key said before.</param>
    /// <returns>Whether the record says something that is understood; otherwise nothing came of it.</returns>
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

    /// <summary>The counting of a source partition, from what is known about it.</summary>
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
