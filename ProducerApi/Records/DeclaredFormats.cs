using Contracts;
using ServiceDefaults.Http;

namespace ProducerApi.Records;

/// <summary>
/// Refuses values that are not JSON, and tombstones, on the topic of page events: its consumers could not decode them. Clients may write to
/// no other topic whose records have a declared format.
/// </summary>
internal sealed class DeclaredFormats(Topic<PageEvent> pageEvents)
{
    /// <summary>Returns why clients may not write this to the topic; null when they may.</summary>
    /// <param name="topic">The name of the topic in the cluster.</param>
    /// <param name="value">What a client wants to write, such as "tombstone".</param>
    public Problem? Check(string topic, string value)
    {
        if (topic != pageEvents.Name) return null;

        return new(
            StatusCodes.Status403Forbidden, "The topic has a declared format.",
            $"The records of '{topic}' are JSON that its consumers decode; they could not decode a {value}.");
    }
}
