namespace InMemoryKafka.Protocol;

/// <summary>The fields of a Produce request before its records.</summary>
internal static class ProduceRequest
{
    /// <summary>The largest size of these fields in bytes. They are two ids and a few numbers.</summary>
    public const int LongestStart = 4096;

    /// <summary>
    /// Whether the client waits for a response. With acks=0 it does not, and a Java client that gets one closes the connection. The cluster
    /// responds nevertheless.
    /// </summary>
    public static bool ExpectsResponse(RequestHeader header, ReadOnlySpan<byte> start)
    {
        var flexible = header.Version >= 9;
        var reader = RequestHeader.Body(start, flexible);
        if (header.Version >= 3) reader.String(flexible); // the transactional id
        return reader.Int16() != 0;
    }
}
