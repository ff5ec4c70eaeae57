using Confluent.Kafka;
using InMemoryKafka.Protocol;
using InMemoryKafka.Proxy;

namespace InMemoryKafka.Transactions;

/// <summary>
/// Follows which producer each transactional id belongs to and how its transactions end. Refuses the requests of older producers, which the
/// cluster accepts.
/// </summary>
internal sealed class TransactionRules(ProducerTransactions transactions)
{
    public Handling InitProducer(RequestHeader header, byte[] frame)
    {
        var flexible = header.Version >= 2;
        var reader = RequestHeader.Body(frame, flexible);
        if (reader.String(flexible) is not { } transactionalId) return Handling.Pass(frame);

        var timeout = TimeSpan.FromMilliseconds(reader.Int32());
        if (header.Version >= 3)
        {
            // A producer that has an id asks for a higher epoch, which aborts its transaction.
            var producer = ProducerIdentity.Read(transactionalId, ref reader);
            if (producer.Id >= 0) FenceOlder(producer, frame, reader.Position);
        }

        return Handling.Pass(frame, response =>
        {
            var fields = ProtocolReader.Response(response, flexible);
            fields.Int32(); // the throttle time
            if (fields.Int16() == (short)ErrorCode.NoError)
            {
                transactions.Initialized(ProducerIdentity.Read(transactionalId, ref fields), timeout);
            }

            return response;
        });
    }

    /// <summary>A request that adds partitions or a group to a transaction.</summary>
    public Handling Add(byte[] frame)
    {
        var reader = RequestHeader.Body(frame);
        FenceOlder(ProducerIdentity.Read(ref reader), frame, reader.Position);
        return Handling.Pass(frame);
    }

    public Handling End(byte[] frame)
    {
        var reader = RequestHeader.Body(frame);
        var producer = ProducerIdentity.Read(ref reader);
        FenceOlder(producer, frame, reader.Position);
        var isCommit = reader.Byte() != 0;
        if (isCommit) transactions.Committing(producer);

        return Handling.Pass(frame, response =>
        {
            var fields = ProtocolReader.Response(response);
            fields.Int32(); // the throttle time
            if (fields.Int16() == (short)ErrorCode.NoError) transactions.Ended(producer, isCommit);
            else transactions.NotEnded(producer);
            return response;
        });
    }

    private void FenceOlder(ProducerIdentity producer, byte[] frame, int epochEnd)
    {
        if (transactions.IsFenced(producer)) ProducerIdentity.Fence(frame, epochEnd);
    }
}
