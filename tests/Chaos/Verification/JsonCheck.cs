namespace Chaos.Verification;

/// <summary>Compares the log with <c>page-events-json</c>: each record is there once, with a hash in place of its user.</summary>
internal static class JsonCheck
{
    public const string Topic = "page-events-json";

    /// <param name="log">What is in the log.</param>
    /// <param name="records">What is on <c>page-events-json</c>.</param>
    /// <param name="userHashKey">The key of the hash.</param>
    /// <param name="abortedAreHidden">Whether only the records of committed transactions are there.</param>
    public static Comparison Compare(PageEventLog log, IReadOnlyList<TopicRecord> records, string userHashKey, bool abortedAreHidden)
    {
        var comparison = new Comparison($"{PageEventLog.Topic} with {Topic}", log.All.Count);
        var written = records.ToLookup(AnonymousEvent.Decode);
        var expected = log.All.ToLookup(logged => AnonymousEvent.Of(logged, userHashKey));
        foreach (var same in expected)
        {
            var (must, found) = (same.Count(), written[same.Key].Count());
            if (found < must) comparison.AddLost($"{same.First()}", must - found);
            if (found > must && abortedAreHidden) comparison.AddDoubled($"{same.First()} at {Places(written[same.Key])}", found - must);
            if (found > must && !abortedAreHidden) comparison.AddAborted(found - must);
        }

        foreach (var unexpected in written.Where(it => !expected.Contains(it.Key)))
        {
            comparison.AddWrong($"{unexpected.Key} is not in the log");
        }

        return comparison;
    }

    private static string Places(IEnumerable<TopicRecord> records) =>
        string.Join(", ", records.Select(record => $"{record.Partition}@{record.Offset}"));
}
