namespace Messaging.DeadLetters;

/// <summary>Names dead-letter topics: <c>{topic}.{group}.dead</c> has the records that a consumer group could not process.</summary>
public static class DeadLetterTopic
{
    /// <summary>The end of the name of every dead-letter topic.</summary>
    public const string Suffix = ".dead";

    /// <summary>Returns the name of the dead-letter topic of a group that consumes <paramref name="topic"/>.</summary>
    public static string NameOf(string topic, string group) => $"{topic}.{group}{Suffix}";

    /// <summary>Whether the name is that of a dead-letter topic.</summary>
    public static bool IsDeadLetterTopic(string topic) => topic.EndsWith(Suffix, StringComparison.Ordinal);
}
