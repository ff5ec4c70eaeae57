using Contracts;
using StreamsService.Changelog;
using StreamsService.Counting;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>The output topic in memory; its values are JSON, as on the real topic.</summary>
internal sealed class OutputLog
{
    private readonly SortedDictionary<int, List<Entry>> _partitions = [];
    private readonly Dictionary<int, long> _ends = [];

    private readonly record struct Entry(long Offset, string Key, byte[]? Value);

    /// <summary>The JSON of the latest partials, oldest window first, then by page name and partition.</summary>
    public IEnumerable<string> Partials =>
        from partition in _partitions.Values
        from entry in partition.GroupBy(entry => entry.Key).Select(entries => entries.Last())
        let value = entry.Value
        where value is not null && StatisticsKey.TryReadWindow(entry.Key, out _, out _)
        orderby entry.Key
        select System.Text.Encoding.UTF8.GetString(value);

    public void Append(int partition, StatisticsChange change)
    {
        if (!_partitions.TryGetValue(partition, out var entries)) _partitions.Add(partition, entries = []);

        var end = _ends.GetValueOrDefault(partition);
        entries.Add(new(end, change.Key, change.Value is null ? null : Topics.PageStatistics.Encode(change.Value)));
        _ends[partition] = end + 1;
    }

    /// <summary>Keeps only the last record of each key, and removes tombstones.</summary>
    public void Compact()
    {
        foreach (var entries in _partitions.Values)
        {
            var last = entries.GroupBy(entry => entry.Key).Select(same => same.Last()).Where(entry => entry.Value is not null).ToHashSet();
            entries.RemoveAll(entry => !last.Contains(entry));
        }
    }

    /// <summary>Creates a view that has read all records.</summary>
    public StatisticsView Read(StatisticsOptions options)
    {
        var view = new StatisticsView(options);
        ReadInto(view);
        return view;
    }

    /// <summary>Applies the next records of each partition to a view, at most this many per partition.</summary>
    public void ReadInto(StatisticsView view, int records = int.MaxValue)
    {
        var position = view.Position;
        foreach (var (partition, entries) in _partitions)
        {
            foreach (var entry in entries.Where(entry => entry.Offset >= position[partition]).Take(records))
            {
                var value = entry.Value is null ? null : Topics.PageStatistics.Decode(entry.Value);
                view.Apply(partition, entry.Offset, entry.Key, value);
            }
        }
    }
}
