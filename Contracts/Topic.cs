using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Contracts;

/// <summary>Declares a Kafka topic: its name, and the key, timestamp and JSON format of its records.</summary>
/// <typeparam name="T">The type of the record values.</typeparam>
/// <param name="Name">The topic's name in the Kafka cluster.</param>
/// <param name="Json">How values are serialized and deserialized.</param>
/// <param name="Key">Returns the record's key. Records with the same key keep their order.</param>
/// <param name="Timestamp">Returns the record's timestamp: when the event happened, not when it was sent.</param>
public sealed record Topic<T>(string Name, JsonTypeInfo<T> Json, Func<T, string> Key, Func<T, DateTimeOffset> Timestamp)
    where T : notnull
{
    /// <summary>The number of partitions with which the topic is created.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>The number of replicas; -1 uses the cluster's default.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>Whether the topic is created with log compaction, which keeps the last record of each key.</summary>
    public bool Compacted { get; init; }

    /// <summary>Serializes a value as UTF-8 JSON.</summary>
    public byte[] Encode(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    /// <summary>Deserializes a value from UTF-8 JSON.</summary>
    /// <exception cref="JsonException">
    /// The bytes are not the JSON of a <typeparamref name="T"/>, or are nested deeper than <see cref="JsonNesting.MaxDepth"/>.
    /// </exception>
    public T Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, Json) ?? throw new JsonException("The value is null.");
        }
        catch (JsonException e) when (JsonNesting.IsTooDeep(utf8))
        {
            throw new JsonException($"The JSON {JsonNesting.Rule}.", e);
        }
        catch (NotSupportedException e)
        {
            throw new JsonException($"The JSON has no type discriminator, so the kind of {typeof(T).Name} is unknown.", e);
        }
    }
}
