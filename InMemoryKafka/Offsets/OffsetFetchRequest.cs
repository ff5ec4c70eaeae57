using Confluent.Kafka;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Offsets;

/// <summary>A request for the committed offsets of a group.</summary>
internal sealed class OffsetFetchRequest
{
    private const short FirstFlexibleVersion = 6;
    private const short VersionForCluster = 5;

    private readonly RequestHeader _header;
    private readonly string _clientId;

    /// <exception cref="MalformedFrameException">A field is missing, or the group id is null.</exception>
    public OffsetFetchRequest(RequestHeader header, byte[] frame)
    {
        _header = header;
        _clientId = RequestHeader.ClientId(frame);
        var reader = RequestHeader.Body(frame, IsFlexible);
        Group = reader.RequiredString(IsFlexible);
        var topics = reader.ArrayLength(IsFlexible);
        if (topics >= 0) Partitions = ReadPartitions(topics, ref reader);
        if (header.Version >= 7) RequiresStable = reader.Byte() != 0;
    }

    public bool IsFlexible => _header.Version >= FirstFlexibleVersion;

    public string Group { get; }

    /// <summary>The partitions whose offsets are requested; null requests all that the group has committed.</summary>
    public IReadOnlyList<TopicPartition>? Partitions { get; }

    /// <summary>Whether an offset that a pending transaction may change must not be returned.</summary>
    public bool RequiresStable { get; }

    /// <summary>
    /// Returns a request for no partition, for which the cluster responds when, and with the error that, it would respond to this one.
    /// </summary>
    public byte[] WithoutPartitions() => FrameWriter.Request(_header, VersionForCluster, _clientId).String("").ArrayLength(0).ToArray();

    /// <summary>Reads the error from the response to <see cref="WithoutPartitions"/>.</summary>
    public static ErrorCode Error(ReadOnlySpan<byte> response)
    {
        var reader = ProtocolReader.Response(response);
        reader.Int32(); // the throttle time
        reader.Int32(); // no topics
        return (ErrorCode)reader.Int16();
    }

    private List<TopicPartition> ReadPartitions(int topics, ref ProtocolReader reader)
    {
        var read = new List<TopicPartition>();
        for (; topics > 0; topics--)
        {
            var topic = reader.String(IsFlexible) ?? "";
            for (var partitions = reader.ArrayLength(IsFlexible); partitions > 0; partitions--) read.Add(new(topic, reader.Int32()));
            reader.SkipTags(IsFlexible);
        }

        return read;
    }
}
