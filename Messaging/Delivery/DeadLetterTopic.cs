namespace Messaging.Delivery;

/// <summary>Names of topics that hold what a consumer group could not process: <c>{topic}.{group}.dead</c>.</summary>
public static class DeadLetterTopic
{
    private const string Suffix = ".dead";

    /// <summary>The dead-letter topic of a group that reads <paramref name="topic"/>.</summary>
    public static string NameOf(string topic, string group) => $"{topic}.{group}{Suffix}";

    /// <summary>Whether a topic of this name holds dead letters.</summary>
    public static bool IsDeadLetterTopic(string topic) => topic.EndsWith(Suffix, StringComparison.Ordinal);
}
