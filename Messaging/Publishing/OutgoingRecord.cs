using System.Diagnostics;
using Contracts;

namespace Messaging.Publishing;

/// <summary>A record that is to be sent, as bytes.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Key">The key; null spreads records over all partitions.</param>
/// <param name="Value">The value; null is a tombstone.</param>
public readonly record struct OutgoingRecord(string Topic, byte[]? Key, byte[]? Value)
{
    /// <summary>The headers besides trace context, in order; a name may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers { get; init; } = [];

    /// <summary>The partition; null lets the key decide.</summary>
    public int? Partition { get; init; }

    /// <summary>The record's time; null is the time of sending.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>
    /// The spans that led to this record, where that is not the current one. The record goes on in the trace of the last, and is linked to
    /// the others.
    /// </summary>
    public IReadOnlyList<ActivityContext> ParentSpans { get; init; } = [];

    /// <summary>
    /// Whether sending it starts a trace, where nothing led to it that is traced: true for an event that enters the system, false for what
    /// a step writes on its own, such as its state, which would hide the events in a list of traces.
    /// </summary>
    internal bool StartsTrace { get; init; } = true;

    /// <summary>The record that carries <paramref name="value"/> on its typed topic.</summary>
    public static OutgoingRecord Of<T>(Topic<T> topic, T value) where T : notnull =>
        new(topic.Name, System.Text.Encoding.UTF8.GetBytes(topic.Key(value)), topic.Encode(value)) { Timestamp = topic.Timestamp(value) };
}
