namespace Messaging.DeadLetters;

/// <summary>Names dead-letter topics: <c>{topic}.{group}.dead</c> has the records that a consumer group could not process.</summary>
public static class DeadLetterTopic
{
    /// <summary>The end of the name of every dead-letter topic.</summary>
    public const string Suffix = ".dead";

    /// <summary>
    /// The maximum size in bytes of a record that is sent to a dead-letter topic or back from one, key and headers included. Brokers accept
    /// 1,048,588 by default; the client's default is 1,000,000.
    /// </summary>
    public const int MaxRecordBytes = 1_040_000;

    /// <summary>Returns the name of the dead-letter topic of a group that consumes <paramref name="topic"/>.</summary>
    public static string NameOf(string topic, string group) => $"{topic}.{group}{Suffix}";
}
