using Contracts;
using StreamsService.Changelog;
using StreamsService.Counting;

namespace StreamsService.View;

/// <summary>
/// The content of the output topic in memory, for all partitions. It answers every query, and counting is restored from it. One thread
/// applies records; any number of threads may query. Results are immutable.
/// </summary>
/// <remarks>
/// Queries no longer return a window once it is past <see cref="StatisticsOptions.Retention"/> at the latest stream time of all partitions.
/// A partition that is behind may still add events to it, so its partial is kept until the partition itself deletes it. Queries only
/// collect references while they hold the lock, and merge partials after they have released it.
/// </remarks>
internal sealed class StatisticsView(StatisticsOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, RestorableState> _former = []; // what a former output topic had, until the new one has it too
    private ViewContent _content = new(new(options), generation: 0);

    /// <summary>The position up to which the output topic was applied.</summary>
    public ViewPosition Position
    {
        get
        {
            lock (_lock) return _content.Position;
        }
    }

    /// <summary>The progress of each source partition, in order of number, without partitions that have no progress record.</summary>
    public IReadOnlyList<PartitionProgress> Progress
    {
        get
        {
            lock (_lock) return [.. _content.Partitions.Select(output => output.Progress).OfType<PartitionProgress>()];
        }
    }

    /// <summary>
    /// Applies a record of the output topic. A record that was applied before is ignored, and so is one whose source position is lower than
    /// the stored one. Partials and progress depend only on the source up to their position, so the highest one is right. A lower one was
    /// written by an instance that has lost the partition and does not know it yet.
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
            var output = _content.PartitionOf(partition);
            if (offset < output.Next) return isValid;

            output.Next = offset + 1;
            if (!isValid) return false;
            if (value is null) return _content.TryDelete(output, partition, key);

            _content.Set(output, offset, value);
            if (value is PartitionProgress) _former.Remove(partition); // its partials are written before
            return true;
        }
    }

    /// <summary>How many times the view was cleared.</summary>
    public int Generation => Volatile.Read(ref _content).Generation; // without the lock: it is read for each record

    /// <summary>
    /// Removes everything: the output topic was deleted and created again. Counting can still be restored from what it had, until it is written
    /// to the new topic.
    /// </summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var (partition, output) in _content.Partitions.Index())
            {
                if (output.Progress is { } progress) _former[partition] = new(progress, output.Partials);
            }

            _content = new(new(options), _content.Generation + 1);
        }
    }

    /// <summary>Restores the counting of a source partition from this view.</summary>
    /// <param name="partition">The number of the source partition.</param>
    /// <param name="topicId">The id of the source topic; null when it is not known.</param>
    public WindowedStatistics Restore(int partition, string? topicId = null)
    {
        RestorableState state;
        bool isFormer;
        lock (_lock)
        {
            isFormer = _former.TryGetValue(partition, out var former);
            var output = _content.PartitionOf(partition);
            state = isFormer ? former : new(output.Progress, output.Partials);
        }

        var statistics = new WindowedStatistics(partition, options, state.Progress, state.Partials, topicId);
        if (isFormer) statistics.WriteAgain();
        return statistics;
    }

    /// <summary>
    /// Returns the statistics that changed since a position. A client that applies them to its state at that position has the current
    /// state, except that expired windows are removed without notice. For a position ahead of this view, all statistics are returned.
    /// </summary>
    public Changes ChangedSince(ViewPosition since)
    {
        HashSet<PagePartials> changed = [];
        ViewPosition position;
        lock (_lock)
        {
            foreach (var (partition, output) in _content.Partitions.Index())
            {
                foreach (var partial in output.ChangedSince(since.IsOf(_content.Generation) ? since[partition] : 0))
                {
                    changed.Add(_content.Windows.Find(partial.Page, partial.Window)!);
                }
            }

            position = _content.Position;
        }

        var ordered = changed.OrderBy(page => page.Window).ThenBy(page => page.Page, StringComparer.Ordinal);
        return new([.. ordered.Select(page => page.Merged)], position);
    }

    /// <summary>Runs a query.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public StatisticsResult Query(StatisticsQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        List<PagePartials> found = [];
        bool hasMore;
        lock (_lock)
        {
            using var pages = _content.Windows.Find(query).GetEnumerator();
            while ((hasMore = pages.MoveNext()) && found.Count < query.Limit) found.Add(pages.Current);
        }

        return new([.. found.Select(page => page.Merged)], hasMore ? new(found[^1].Window, found[^1].Page) : null);
    }

    /// <summary>The number of events per page in a window.</summary>
    public IReadOnlyDictionary<string, long> CountsOf(DateTimeOffset window)
    {
        List<PagePartials> pages;
        lock (_lock) pages = [.. _content.Windows[window]];

        return pages.ToDictionary(page => page.Page, page => page.Count);
    }

    /// <summary>Summarizes the statistics of the last seconds.</summary>
    public Summary Summarize(DateTimeOffset now)
    {
        var summarizer = new Summarizer(options, now);
        List<PagePartials> pages;
        long late;
        IReadOnlyList<InstanceReport> instances;
        lock (_lock)
        {
            pages = [.. _content.Windows.Since(summarizer.OldestWindow)];
            late = _content.Partitions.Sum(output => output.Progress?.Late ?? 0);
            instances = _content.Instances.Alive(now);
        }

        return summarizer.Summarize(pages, late, instances);
    }

    /// <summary>The reports of the last 5 s, in order of instance name.</summary>
    public IReadOnlyList<InstanceReport> Instances(DateTimeOffset now)
    {
        lock (_lock) return _content.Instances.Alive(now);
    }

    /// <summary>The names of instances whose last report is older than a minute; their keys can be deleted.</summary>
    public IReadOnlyList<string> GoneInstances(DateTimeOffset now)
    {
        lock (_lock) return _content.Instances.Gone(now);
    }

    /// <summary>What the output topic has of a source partition.</summary>
    private readonly record struct RestorableState(PartitionProgress? Progress, IReadOnlyList<WindowPartial> Partials);
}
