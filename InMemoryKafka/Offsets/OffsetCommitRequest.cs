using Confluent.Kafka;
using InMemoryKafka.Groups;
using InMemoryKafka.Protocol;
using InMemoryKafka.Transactions;

namespace InMemoryKafka.Offsets;

/// <summary>A request to commit offsets of a group: OffsetCommit, or TxnOffsetCommit, which does it within a transaction.</summary>
internal sealed class OffsetCommitRequest
{
    private readonly byte[] _frame;
    private readonly Range _group;
    private readonly List<KeyValuePair<TopicPartition, CommittedOffset>> _offsets = [];

    /// <exception cref="MalformedFrameException">A field is missing, or an id is null that must not be null.</exception>
    public OffsetCommitRequest(RequestHeader header, byte[] frame)
    {
        _frame = frame;
        IsTransactional = header.Api == ApiKey.TransactionOffsetCommit;
        IsFlexible = IsTransactional && header.Version >= 3;
        var reader = RequestHeader.Body(frame, IsFlexible);
        var transactionalId = IsTransactional ? reader.RequiredString(IsFlexible) : "";

        var groupAt = reader.Position;
        var group = reader.RequiredString(IsFlexible);
        _group = groupAt..reader.Position;

        if (IsTransactional) Producer = ProducerIdentity.Read(transactionalId, ref reader);
        var namesMember = header.Version >= (IsTransactional ? 3 : 1);
        var namesInstance = header.Version >= (IsTransactional ? 3 : 7);
        Committer = new(
            group,
            namesMember ? reader.Int32() : -1,
            namesMember ? reader.RequiredString(IsFlexible) : "",
            namesInstance ? reader.String(IsFlexible) : null);
        if (!IsTransactional && header.Version is >= 2 and <= 4) reader.Int64(); // the retention time

        for (var topics = reader.ArrayLength(IsFlexible); topics > 0; topics--)
        {
            var topic = reader.String(IsFlexible) ?? "";
            for (var partitions = reader.ArrayLength(IsFlexible); partitions > 0; partitions--) ReadOffset(topic, header, ref reader);
            reader.SkipTags(IsFlexible);
        }
    }

    public bool IsTransactional { get; }

    public bool IsFlexible { get; }

    public GroupCommitter Committer { get; }

    /// <summary>The producer of the transaction; meaningless outside a transaction.</summary>
    public ProducerIdentity Producer { get; }

    /// <summary>The offsets in the order of the request, which is also the order of the response.</summary>
    public IReadOnlyList<KeyValuePair<TopicPartition, CommittedOffset>> Offsets => _offsets;

    /// <summary>
    /// Returns the request with the empty group id, which no group can have. The cluster then only checks that the partitions exist,
    /// because it knows no members of that group.
    /// </summary>
    public ReadOnlyMemory<byte> WithoutGroup()
    {
        byte[] empty = IsFlexible ? [1] : [0, 0];
        return FrameWriter.WithSize([.. _frame.AsSpan(.._group.Start), .. empty, .. _frame.AsSpan(_group.End..)]);
    }

    private void ReadOffset(string topic, RequestHeader header, ref ProtocolReader reader)
    {
        var partition = reader.Int32();
        var offset = reader.Int64();
        var leaderEpoch = header.Version >= (IsTransactional ? 2 : 6) ? reader.Int32() : -1;
        if (!IsTransactional && header.Version == 1) reader.Int64(); // the time of the commit
        var metadata = reader.String(IsFlexible);
        reader.SkipTags(IsFlexible);
        _offsets.Add(new(new(topic, partition), new(offset, leaderEpoch, metadata)));
    }
}
