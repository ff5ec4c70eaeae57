using System.Diagnostics;
using Contracts;

namespace Messaging;

/// <summary>A record to send, as bytes.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Key">The key; records with null are distributed over all partitions.</param>
/// <param name="Value">The value; null is a tombstone.</param>
public readonly record struct OutgoingRecord(string Topic, byte[]? Key, byte[]? Value)
{
    /// <summary>The headers without trace context, in order. A name may occur several times.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers { get; init; } = [];

    /// <summary>The partition; null for the one that the partitioner chooses by key.</summary>
    public int? Partition { get; init; }

    /// <summary>The record's timestamp, from which the retention of the topic counts; null for the time of sending.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>
    /// The spans that caused this record, if that is not the current span. The last one becomes the parent of the send span; the others
    /// become its links.
    /// </summary>
    public IReadOnlyList<ActivityContext> ParentSpans { get; init; } = [];

    /// <summary>
    /// Whether sending starts a new trace when there is no parent span. True for an event that enters the system. False for a record that a
    /// processor writes on its own, such as its state: its traces would hide those of events in a list of traces.
    /// </summary>
    internal bool StartsTrace { get; init; } = true;

    /// <summary>Creates the record of <paramref name="value"/> on its topic.</summary>
    public static OutgoingRecord Of<T>(Topic<T> topic, T value) where T : notnull =>
        new(topic.Name, System.Text.Encoding.UTF8.GetBytes(topic.Key(value)), topic.Encode(value));
}
