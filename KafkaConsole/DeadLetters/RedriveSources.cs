using Messaging.DeadLetters;
using Messaging.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Decides which topics a dead letter may be sent back to. The headers of a dead letter name its source. A client that can write to a
/// dead-letter topic can choose these headers, and so make the console write to a topic that the client itself can't write to. A topic with
/// a single writer therefore takes dead letters only from its own dead-letter topics, <c>{topic}.{group}.dead</c>, to which only its
/// consumers write.
/// </summary>
internal sealed class RedriveSources(ProtectedTopics protectedTopics)
{
    /// <summary>Why a dead letter may not be sent back to the source that its headers name; null when it may.</summary>
    /// <param name="deadLetterTopic">The topic of the dead letter.</param>
    /// <param name="cause">What its headers say.</param>
    public string? ErrorOf(string deadLetterTopic, DeadLetterCause cause)
    {
        if (protectedTopics.Reason(cause.Topic) is not { } reason) return null;
        if (cause.Group is { } group && deadLetterTopic == DeadLetterTopic.NameOf(cause.Topic, group)) return null;

        return $"The headers say that the record came from {cause.Topic}, which takes dead letters only from its own dead-letter topics, "
            + $"{DeadLetterTopic.NameOf(cause.Topic, "{group}")}. {reason}";
    }
}
