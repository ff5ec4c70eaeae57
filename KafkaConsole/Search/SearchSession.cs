using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.Search;

/// <summary>
/// A search that a person watches. It runs in the background, keeps its hits, and pauses when there are enough of them or it has taken
/// long. It can be cancelled and continued.
/// </summary>
/// <param name="planner">Plans the search.</param>
/// <param name="search">Reads the topic.</param>
/// <param name="time">The clock.</param>
/// <param name="query">The topic, the partition, and where the search begins.</param>
/// <param name="filter">What is searched.</param>
/// <param name="changed">Called on another thread whenever <see cref="Current"/> has changed.</param>
internal sealed class SearchSession(
    SearchPlanner planner, RecordSearch search, TimeProvider time, RecordQuery query, RecordFilter filter, Action changed) : IDisposable
{
    /// <summary>The most hits that are kept.</summary>
    public const int MaxHits = 500;

    /// <summary>After how many hits the search pauses.</summary>
    public const int HitsPerRun = 100;

    /// <summary>After how long the search pauses.</summary>
    public static readonly TimeSpan MaxRunTime = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _disposed = new();
    private CancellationTokenSource _running = new();
    private volatile SearchSnapshot _current = new(SearchState.Searching, [], null);

    /// <summary>What was found so far.</summary>
    public SearchSnapshot Current => _current;

    /// <summary>
    /// Starts the search, or continues it where it was paused, was cancelled or has failed. Completes when it does not run any more.
    /// </summary>
    public Task RunAsync()
    {
        _running.Dispose();
        _running = CancellationTokenSource.CreateLinkedTokenSource(_disposed.Token);
        var cancellationToken = _running.Token;
        Show(_current with { State = SearchState.Searching, Error = null });
        return Task.Run(() => RunAsync(cancellationToken), CancellationToken.None);
    }

    /// <summary>Stops the search. What was found stays.</summary>
    public void Cancel() => _running.Cancel();

    /// <summary>Stops the search for good.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _running.Dispose();
        _disposed.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = await SearchAsync(cancellationToken);
            Show(_current with { State = state });
        }
        catch (OperationCanceledException)
        {
            Show(_current with { State = SearchState.Cancelled });
        }
        catch (ClusterException e)
        {
            Show(_current with { State = SearchState.Failed, Error = e.Message });
        }
    }

    private async Task<SearchState> SearchAsync(CancellationToken cancellationToken)
    {
        var plan = _current.Plan ?? await planner.PlanAsync(query, filter, cancellationToken);
        Show(_current with { Plan = plan });
        var started = time.GetTimestamp();
        var before = _current;
        var bounds = new SearchBounds
        {
            MaxHits = Math.Min(HitsPerRun, MaxHits - before.Hits.Count),
            MaxHitBytes = SearchBounds.MaxKeptBytes - before.HitBytes,
            Timeout = MaxRunTime,
        };
        await foreach (var step in search.RunAsync(plan, bounds, cancellationToken))
        {
            Show(_current with
            {
                Hits = InOrder([.. _current.Hits, .. step.Hits.Select(TopicRecord.From)]),
                HitBytes = _current.HitBytes + step.Hits.Sum(hit => (long)RecordSizes.Of(hit)),
                Plan = step.Plan,
                Elapsed = before.Elapsed + time.GetElapsedTime(started),
            });
        }

        return _current.Plan!.IsComplete ? SearchState.Complete
            : _current.Hits.Count >= MaxHits || _current.HitBytes >= SearchBounds.MaxKeptBytes ? SearchState.Full
            : SearchState.Paused;
    }

    private IReadOnlyList<TopicRecord> InOrder(IReadOnlyList<TopicRecord> hits)
    {
        var ordered = RecordOrder.ByTime(hits);
        return [.. query.From == RecordStart.End ? ordered.Reverse() : ordered];
    }

    private void Show(SearchSnapshot snapshot)
    {
        _current = snapshot;
        changed();
    }
}

/// <summary>A search at one moment.</summary>
/// <param name="State">Whether it runs, or why not.</param>
/// <param name="Hits">What was found: the newest first if the search began at the end.</param>
/// <param name="Plan">How far it has come; null until the cluster has answered.</param>
internal sealed record SearchSnapshot(SearchState State, IReadOnlyList<TopicRecord> Hits, SearchPlan? Plan)
{
    /// <summary>The bytes of the hits.</summary>
    public long HitBytes { get; init; }

    /// <summary>How long it has been running, without pauses.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Why it has failed; otherwise null.</summary>
    public string? Error { get; init; }
}

/// <summary>Whether a search runs, or why not.</summary>
internal enum SearchState
{
    /// <summary>It runs.</summary>
    Searching,

    /// <summary>Everything was searched.</summary>
    Complete,

    /// <summary>It has found enough for now, or has run long, and can be continued.</summary>
    Paused,

    /// <summary>It has as many hits as are kept.</summary>
    Full,

    /// <summary>It was cancelled, and can be continued.</summary>
    Cancelled,

    /// <summary>The cluster has failed, and it can be continued.</summary>
    Failed,
}
