using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Contracts;

/// <summary>A Kafka topic and what its records are: the one place where name, key, time and JSON of a record are decided.</summary>
/// <typeparam name="T">The value of each record.</typeparam>
/// <param name="Name">The topic's name on the cluster.</param>
/// <param name="Json">How a value is written and read.</param>
/// <param name="Key">The record's key; records of one key stay in order.</param>
/// <param name="Timestamp">The record's time: when it happened, not when it was sent.</param>
public sealed record Topic<T>(string Name, JsonTypeInfo<T> Json, Func<T, string> Key, Func<T, DateTimeOffset> Timestamp)
    where T : notnull
{
    /// <summary>How many partitions the topic is created with.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>How many brokers keep a copy; -1 leaves it to the cluster.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>Whether the topic is created to keep only the last record of each key.</summary>
    public bool Compacted { get; init; }

    /// <summary>The value as UTF-8 JSON.</summary>
    public byte[] Encode(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    /// <summary>Reads a value from UTF-8 JSON.</summary>
    /// <exception cref="JsonException">The bytes are not JSON of a <typeparamref name="T"/>.</exception>
    public T Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, Json) ?? throw new JsonException("The value is null.");
        }
        catch (NotSupportedException e)
        {
            throw new JsonException($"The value does not say which {typeof(T).Name} it is.", e); // no "type"
        }
    }
}
