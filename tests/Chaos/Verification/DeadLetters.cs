namespace Chaos.Verification;

/// <summary>Looks for dead letters. Every record of the load can be processed, so a dead letter is a fault.</summary>
internal static class DeadLetters
{
    private const string Suffix = ".dead";

    /// <summary>Returns the topics with dead letters, in words.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(TopicReader topics)
    {
        var found = new List<string>();
        foreach (var topic in topics.Topics().Where(topic => topic.EndsWith(Suffix, StringComparison.Ordinal)))
        {
            var records = await topics.ReadAsync(topic);
            if (records.Count > 0) found.Add($"{topic} has {records.Count} records, although every record can be processed.");
        }

        return found;
    }
}
