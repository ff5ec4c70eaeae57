using System.Buffers.Binary;

namespace Contracts;

/// <summary>
/// The format in which Confluent's serializers write keys and values: a zero byte, the id of the schema in the schema registry as a
/// big-endian integer of four bytes, then the data.
/// See <see href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format"/>.
/// </summary>
public static class ConfluentFraming
{
    /// <summary>The number of bytes before the data.</summary>
    public const int HeaderLength = 5;

    /// <summary>
    /// Whether the bytes begin as this format does. Schema ids start at 1, so a small number in eight bytes is not taken for it.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int schemaId)
    {
        schemaId = bytes is [0, _, _, _, _, ..] ? BinaryPrimitives.ReadInt32BigEndian(bytes[1..]) : 0;
        return schemaId > 0;
    }
}
