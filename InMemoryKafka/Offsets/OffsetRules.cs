using Confluent.Kafka;
using InMemoryKafka.Groups;
using InMemoryKafka.Protocol;
using InMemoryKafka.Proxy;
using InMemoryKafka.Transactions;

namespace InMemoryKafka.Offsets;

/// <summary>Keeps the committed offsets of all groups, in place of the cluster, as a broker does.</summary>
/// <remarks>
/// The cluster forgets the offsets that are committed within a transaction, and refuses a commit during a rebalance that a broker accepts.
/// It still gets these requests, without the group, so that it can check the partitions, delay its response and fail with the errors that a
/// test has ordered.
/// </remarks>
internal sealed class OffsetRules(GroupRules groups, GroupOffsets committed, ProducerTransactions transactions)
{
    public Handling Commit(RequestHeader header, byte[] frame)
    {
        var request = new OffsetCommitRequest(header, frame);
        return Handling.Pass(request.WithoutGroup(), response =>
        {
            var error = groups.CheckCommit(request.Committer, inTransaction: false);
            if (error == ErrorCode.NoError)
            {
                committed.Commit(request.Committer.Group, OffsetCommitResponse.Accepted(header, response, request));
            }
            else
            {
                OffsetCommitResponse.Refuse(header, response, request, error);
            }

            return response;
        });
    }

    public Handling CommitInTransaction(RequestHeader header, byte[] frame)
    {
        var request = new OffsetCommitRequest(header, frame);
        return Handling.Pass(request.WithoutGroup(), response =>
        {
            var error = transactions.IsFenced(request.Producer)
                ? ErrorCode.InvalidProducerEpoch
                : groups.CheckCommit(request.Committer, inTransaction: true);
            if (error == ErrorCode.NoError)
            {
                transactions.Add(request.Producer, request.Committer.Group, OffsetCommitResponse.Accepted(header, response, request));
            }
            else
            {
                OffsetCommitResponse.Refuse(header, response, request, error);
            }

            return response;
        });
    }

    public Handling Fetch(RequestHeader header, byte[] frame)
    {
        var request = new OffsetFetchRequest(header, frame);
        return Handling.Pass(request.WithoutPartitions(), response => OffsetFetchResponse.Write(
            header,
            request,
            OffsetFetchRequest.Error(response),
            committed.Of(request.Group),
            partition => transactions.IsPending(request.Group, partition)));
    }
}
