using System.Buffers.Binary;

namespace InMemoryKafka.Protocol;

/// <summary>The start of every request. Its size is that of the whole frame in bytes, including the four that state it.</summary>
internal readonly record struct RequestHeader(int Size, ApiKey Api, short Version, int CorrelationId)
{
    /// <summary>How many bytes <see cref="Read"/> needs.</summary>
    public const int Length = 12;

    // The size counts the rest of the header and, at least, the length of the client id, which follows the header in every version.
    private const int SmallestRequest = Length - sizeof(int) + sizeof(short);

    /// <summary>librdkafka accepts no larger request (its receive.message.max.bytes).</summary>
    private const int LargestRequest = 100_000_000;

    /// <summary>
    /// Only requests with records are larger. The cluster copies names in requests to its stack, so that a large name could end the
    /// process.
    /// </summary>
    private const int LargestRequestWithoutRecords = 1024 * 1024;

    /// <exception cref="MalformedFrameException">The size is not one that a request can have.</exception>
    public static RequestHeader Read(ReadOnlySpan<byte> bytes)
    {
        var size = BinaryPrimitives.ReadInt32BigEndian(bytes);
        var api = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(bytes[4..]);
        var largest = api == ApiKey.Produce ? LargestRequest : LargestRequestWithoutRecords;
        if (size < SmallestRequest || size > largest)
        {
            throw new MalformedFrameException($"a request of {size} bytes, where {largest} are the most");
        }

        var version = BinaryPrimitives.ReadInt16BigEndian(bytes[6..]);
        return new(size + sizeof(int), api, version, BinaryPrimitives.ReadInt32BigEndian(bytes[8..]));
    }

    /// <summary>Reads the fields of a whole request that follow its header, which ends with tagged fields in flexible versions.</summary>
    public static ProtocolReader Body(ReadOnlySpan<byte> frame, bool flexible = false)
    {
        var reader = new ProtocolReader(frame, Length);
        reader.String(); // the client id
        if (flexible) reader.SkipTags();
        return reader;
    }

    /// <summary>The id that a client gives itself, for messages to people.</summary>
    public static string ClientId(ReadOnlySpan<byte> frame) => new ProtocolReader(frame, Length).String() ?? "";
}
