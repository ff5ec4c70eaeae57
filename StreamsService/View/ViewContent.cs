using Contracts;
using StreamsService.Changelog;
using StreamsService.Counting;

namespace StreamsService.View;

/// <summary>
/// The state that results from the records of the output topic, for all partitions. Not thread-safe: <see cref="StatisticsView"/> uses it
/// under a lock.
/// </summary>
internal sealed class ViewContent(TumblingWindows windowing, int generation)
{
    private readonly List<OutputPartition> _partitions = [];
    private readonly StringPool _pageNames = new();
    private DateTimeOffset _streamTime = DateTimeOffset.MinValue;

    /// <summary>The output partitions that have records, in order of number.</summary>
    public IReadOnlyList<OutputPartition> Partitions => _partitions;

    /// <summary>The windows that queries can return: all that are not expired at the latest stream time of all partitions.</summary>
    public WindowIndex Windows { get; } = new();

    /// <summary>The reports of the instances.</summary>
    public InstanceReports Instances { get; } = new();

    /// <summary>The position up to which the output topic was applied.</summary>
    public ViewPosition Position => new([.. _partitions.Select(output => output.Next)]) { Generation = generation };

    /// <summary>How many times the view was cleared before.</summary>
    public int Generation => generation;

    /// <summary>Returns an output partition, and adds it when it is new.</summary>
    public OutputPartition PartitionOf(int partition)
    {
        while (_partitions.Count <= partition) _partitions.Add(new(_pageNames));
        return _partitions[partition];
    }

    /// <summary>Applies a valid value that was written at an offset of an output partition.</summary>
    public void Set(OutputPartition output, long offset, StatisticsRecord value)
    {
        switch (value)
        {
            case WindowPartial partial:
                Set(output, offset, partial);
                break;
            case PartitionProgress progress:
                Set(output, progress);
                break;
            case InstanceReport report:
                Instances.Set(report);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown type of statistics record.");
        }
    }

    /// <summary>Applies a tombstone for a key of an output partition. Returns false when the key has none of the known formats.</summary>
    public bool TryDelete(OutputPartition output, int partition, string key)
    {
        if (StatisticsKey.TryReadWindow(key, out var page, out var window))
        {
            output.Remove(page, window);
            Windows.Remove(page, window, partition);
            return true;
        }

        if (!StatisticsKey.TryReadInstance(key, out var instance)) return false;

        Instances.Remove(instance);
        return true;
    }

    private void Set(OutputPartition output, long offset, WindowPartial partial)
    {
        var isExpired = windowing.IsExpired(partial.Window, _streamTime);
        if (output.Set(offset, partial, isExpired) is { } stored && !isExpired) Windows.Set(stored);
    }

    private void Set(OutputPartition output, PartitionProgress progress)
    {
        if (output.Progress?.Position > progress.Position) return;

        output.Progress = progress;
        if (progress.StreamTime > _streamTime) AdvanceTo(progress.StreamTime);
    }

    /// <summary>Advances the latest stream time of all partitions, and removes the windows that are now expired from queries.</summary>
    private void AdvanceTo(DateTimeOffset streamTime)
    {
        _streamTime = streamTime;
        while (Windows.Oldest is { } oldest && windowing.IsExpired(oldest, streamTime))
        {
            foreach (var page in Windows[oldest])
            {
                foreach (var output in _partitions) output.ExcludeFromChanges(page.Page, oldest);
            }

            Windows.RemoveOldest();
        }
    }
}
