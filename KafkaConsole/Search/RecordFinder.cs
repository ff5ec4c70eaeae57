using KafkaConsole.Cluster;
using KafkaConsole.Records;

namespace KafkaConsole.Search;

/// <summary>Searches a topic for one response.</summary>
internal sealed class RecordFinder(SearchPlanner planner, RecordSearch search)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Finds as many records as the query wants, for 20 seconds at most: the newest ones if it reads from the end, otherwise the oldest
    /// ones.
    /// </summary>
    /// <returns>The records. They are complete if no more match, or if there are as many as the query wants.</returns>
    /// <exception cref="ClusterException">There is no such topic or partition, or the cluster does not answer.</exception>
    public async Task<RecordPage> FindAsync(RecordQuery query, RecordFilter filter, CancellationToken cancellationToken)
    {
        var plan = await planner.PlanAsync(query, filter, cancellationToken);
        var bounds = new SearchBounds { MaxHits = query.Limit, MaxHitBytes = SearchBounds.MaxKeptBytes, Timeout = Timeout };
        var found = new List<TopicRecord>();
        await foreach (var step in search.RunAsync(plan, bounds, cancellationToken))
        {
            found.AddRange(step.Hits.Select(TopicRecord.From));
            plan = step.Plan;
        }

        return new([.. RecordOrder.ByTime(found)], plan.IsComplete || found.Count == query.Limit) { Searched = plan.Records };
    }
}
