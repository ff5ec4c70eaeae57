using Confluent.Kafka;
using InMemoryKafka.Offsets;

namespace InMemoryKafka.Transactions;

/// <summary>
/// The producer that each transactional id belongs to, and the offsets that are committed within its open transaction. They become the
/// committed offsets of their groups when the transaction is committed.
/// </summary>
internal sealed class ProducerTransactions(GroupOffsets committed, TimeProvider time)
{
    private readonly Dictionary<string, ProducerTransaction> _transactions = [];

    /// <summary>Gives the transactional id to a producer. The transaction of the producer before it is aborted.</summary>
    public void Initialized(ProducerIdentity producer, TimeSpan timeout)
    {
        if (_transactions.TryGetValue(producer.TransactionalId, out var previous)) End(previous, previous.IsCommitting);
        _transactions[producer.TransactionalId] = new(producer, timeout);
    }

    /// <summary>Whether the transactional id belongs to a newer producer, or the transaction of this one has timed out.</summary>
    public bool IsFenced(ProducerIdentity producer) => Find(producer.TransactionalId) is { } current && current.Producer != producer;

    /// <summary>Adds offsets to the transaction of a producer that is not fenced.</summary>
    public void Add(ProducerIdentity producer, string group, IEnumerable<KeyValuePair<TopicPartition, CommittedOffset>> offsets)
    {
        if (Find(producer.TransactionalId) is not { } transaction) return;

        if (transaction.Offsets.Count == 0) transaction.FirstOffsetAt = time.GetTimestamp();
        if (!transaction.Offsets.TryGetValue(group, out var pending)) transaction.Offsets[group] = pending = [];
        foreach (var (partition, offset) in offsets) pending[partition] = offset;
    }

    /// <summary>Whether an open transaction has an offset for this partition.</summary>
    public bool IsPending(string group, TopicPartition partition) => _transactions.Keys.Any(id =>
        Find(id) is { } transaction && transaction.Offsets.TryGetValue(group, out var pending) && pending.ContainsKey(partition));

    /// <summary>
    /// The cluster gets the request to commit the transaction. If the producer vanishes before the response, the transaction counts as
    /// committed.
    /// </summary>
    public void Committing(ProducerIdentity producer) => Update(producer, transaction => transaction.IsCommitting = true);

    /// <summary>The cluster has refused to end the transaction.</summary>
    public void NotEnded(ProducerIdentity producer) => Update(producer, transaction => transaction.IsCommitting = false);

    /// <summary>The cluster has committed or aborted the transaction.</summary>
    public void Ended(ProducerIdentity producer, bool isCommit) => Update(producer, transaction => End(transaction, isCommit));

    private ProducerTransaction? Find(string transactionalId)
    {
        var transaction = _transactions.GetValueOrDefault(transactionalId);
        if (transaction is { Offsets.Count: > 0 } && time.GetElapsedTime(transaction.FirstOffsetAt) > transaction.Timeout)
        {
            if (!transaction.IsCommitting) transaction.Fence();
            End(transaction, transaction.IsCommitting);
        }

        return transaction;
    }

    private void Update(ProducerIdentity producer, Action<ProducerTransaction> change)
    {
        if (Find(producer.TransactionalId) is { } transaction && transaction.Producer == producer) change(transaction);
    }

    private void End(ProducerTransaction transaction, bool isCommit)
    {
        if (isCommit)
        {
            foreach (var (group, offsets) in transaction.Offsets) committed.Commit(group, offsets);
        }

        transaction.Offsets.Clear();
        transaction.IsCommitting = false;
    }

    /// <summary>The transaction of a producer, which is open while it has offsets.</summary>
    private sealed class ProducerTransaction(ProducerIdentity producer, TimeSpan timeout)
    {
        public ProducerIdentity Producer { get; private set; } = producer;

        public TimeSpan Timeout { get; } = timeout;

        /// <summary>When the first offset was added, as a timestamp of the <see cref="TimeProvider"/>.</summary>
        public long FirstOffsetAt { get; set; }

        /// <summary>Whether the cluster has got the request to commit and has not responded yet.</summary>
        public bool IsCommitting { get; set; }

        public Dictionary<string, Dictionary<TopicPartition, CommittedOffset>> Offsets { get; } = [];

        /// <summary>
        /// Raises the epoch above that of the producer, as a broker does when it aborts a transaction that has timed out.
        /// </summary>
        public void Fence() => Producer = Producer with { Epoch = (short)(Producer.Epoch + 1) };
    }
}
