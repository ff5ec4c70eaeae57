using System.Buffers.Binary;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Transactions;

/// <summary>Which producer sends a request of a transaction: each has another id, or a higher epoch, than the one before it.</summary>
internal readonly record struct ProducerIdentity(string TransactionalId, long Id, short Epoch)
{
    private const short NoEpoch = -1;

    /// <summary>Reads the producer's id and epoch.</summary>
    public static ProducerIdentity Read(string transactionalId, ref ProtocolReader reader) =>
        new(transactionalId, reader.Int64(), reader.Int16());

    /// <summary>Reads the identity with which a request begins.</summary>
    /// <exception cref="MalformedFrameException">A field is missing, or the transactional id is null.</exception>
    public static ProducerIdentity Read(ref ProtocolReader reader) => Read(reader.RequiredString(), ref reader);

    /// <summary>
    /// Overwrites the epoch before <paramref name="position"/> by one that no producer has, for which the cluster refuses the request with
    /// INVALID_PRODUCER_EPOCH.
    /// </summary>
    public static void Fence(byte[] frame, int position) =>
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(position - sizeof(short)), NoEpoch);
}
