using ServiceDefaults.Http;

namespace ProducerApi.Records;

/// <summary>Refuses values that are not JSON, and tombstones, on the topics whose records have a declared format.</summary>
/// <param name="topics">The names of these topics in the cluster.</param>
internal sealed class DeclaredFormats(IEnumerable<string> topics)
{
    private readonly HashSet<string> _topics = [.. topics];

    /// <summary>Returns why clients may not write this to the topic; null when they may.</summary>
    /// <param name="topic">The name of the topic in the cluster.</param>
    /// <param name="value">What a client wants to write, such as "tombstone".</param>
    public Problem? Check(string topic, string value)
    {
        if (!_topics.Contains(topic)) return null;

        return new(
            StatusCodes.Status403Forbidden, "The topic has a declared format.",
            $"The records of '{topic}' are JSON that its consumers decode; they could not decode a {value}.");
    }
}
