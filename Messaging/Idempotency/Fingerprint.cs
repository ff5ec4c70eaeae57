using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Messaging.Idempotency;

/// <summary>The first 128 bits of SHA-256, by which keys and records are compared.</summary>
internal static class Fingerprint
{
    /// <summary>Returns the fingerprint of a key.</summary>
    public static UInt128 Of(string key) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>
    /// Returns the fingerprint of what a client has sent: topic, key, value, headers, partition, and the timestamp if it has chosen one.
    /// </summary>
    public static UInt128 Of(in OutgoingRecord record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(record.Topic));
        Append(hash, record.Key);
        Append(hash, record.Value);
        AppendNumber(hash, record.Partition ?? -1);
        AppendNumber(hash, record.Timestamp?.ToUnixTimeMilliseconds() ?? -1);
        foreach (var (name, value) in record.Headers)
        {
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, value);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }

    /// <summary>Appends a field after its length, so that no two different records have the same bytes. Null is not empty.</summary>
    private static void Append(IncrementalHash hash, byte[]? field)
    {
        AppendNumber(hash, field?.Length ?? -1);
        hash.AppendData(field ?? []);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
