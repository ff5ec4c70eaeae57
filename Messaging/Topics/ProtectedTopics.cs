using Messaging.DeadLetters;
using Microsoft.Extensions.Configuration;

namespace Messaging.Topics;

/// <summary>
/// The topics that nobody but their writer may write to: their records promise what is true only if nobody else writes them.
/// These are the topics of the catalogue with a single writer, under their declared and their configured names; dead-letter topics; and
/// Kafka's internal topics.
/// </summary>
/// <remarks>
/// Kafka does not create a topic whose name differs from that of an existing one only in <c>.</c> and <c>_</c>. A record to the topic
/// <c>dead-letters_redriven</c> could therefore prevent that <c>dead-letters.redriven</c> is ever created, so such names are protected too.
/// </remarks>
public sealed class ProtectedTopics
{
    private const string InternalPrefix = "__";

    private static readonly string DeadLetterSuffix = Comparable(DeadLetterTopic.Suffix);
    private readonly Dictionary<string, (string Topic, string Writer)> _known = [];

    /// <summary>Reads the configured names of the topics.</summary>
    public ProtectedTopics(IConfiguration configuration)
    {
        foreach (var (declared, writer) in Contracts.Topics.SingleWriters)
        {
            foreach (var topic in new[] { declared, configuration.TopicName(declared) }) _known[Comparable(topic)] = (topic, writer);
        }
    }

    /// <summary>Returns why only its writer may write to this topic, as a sentence; null when others may.</summary>
    public string? Reason(string topic)
    {
        var name = Comparable(topic);
        if (_known.TryGetValue(name, out var known))
        {
            return $"Only {known.Writer} writes to '{known.Topic}'{Collision(topic, known.Topic)}.";
        }

        if (name.EndsWith(DeadLetterSuffix, StringComparison.OrdinalIgnoreCase))
        {
            return "Only consumers write to dead-letter topics, whose names end, in any case, with "
                + $"{DeadLetterTopic.Suffix} (or {DeadLetterSuffix}, which Kafka treats alike).";
        }

        return name.StartsWith(InternalPrefix, StringComparison.Ordinal)
            ? "Only Kafka writes to its internal topics, whose names begin with __ (or ._, which Kafka treats alike)."
            : null;
    }

    private static string Collision(string topic, string known) => topic == known ? "" : $", whose name Kafka treats like '{topic}'";

    /// <summary>The name as Kafka compares it with the names of existing topics.</summary>
    private static string Comparable(string topic) => topic.Replace('.', '_');
}
