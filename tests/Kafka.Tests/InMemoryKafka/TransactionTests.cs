using Confluent.Kafka;
using InMemoryKafka;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>What becomes of the offsets that are committed within a transaction.</summary>
public sealed class TransactionTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = ProxiedCluster.Deadline;

    private readonly ProxiedCluster _kafka = new();
    private readonly string _topic;
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly string _transactionalId = KafkaCluster.NewName("transaction");

    public TransactionTests() => _topic = _kafka.NewTopic();

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public void Offsets_are_visible_to_the_group_once_their_transaction_is_committed(GroupProtocol protocol)
    {
        using var member = Join(protocol);
        using var producer = NewProducer();
        Send(producer, member, 7);
        Assert.Equal(Offset.Unset, Committed(IsolationLevel.ReadUncommitted));

        producer.CommitTransaction(Deadline);

        Assert.Equal(7, Committed());
        Send(producer, member, 9);
        producer.CommitTransaction(Deadline);
        Assert.Equal(9, Committed());
    }

    [Fact]
    public void Offsets_of_an_aborted_transaction_are_never_visible()
    {
        using var member = Join();
        using var producer = NewProducer();
        Send(producer, member, 7);

        producer.AbortTransaction(Deadline);

        Assert.Equal(Offset.Unset, Committed());
        producer.BeginTransaction();
        producer.Produce(_topic, new() { Value = "a record without offsets" });
        producer.CommitTransaction(Deadline);
        Assert.Equal(Offset.Unset, Committed());
    }

    [Fact]
    public void Offsets_that_a_transaction_may_change_are_unstable_until_it_ends()
    {
        using var member = Join();
        using var producer = NewProducer();
        Send(producer, member, 7);
        using var reader = _kafka.NewConsumer(_group); // whose isolation level is read_committed, which requires stable offsets

        var fault = Assert.Throws<KafkaException>(() => reader.Committed([new(_topic, 0)], TimeSpan.FromMilliseconds(500)));
        Assert.Equal(ErrorCode.Local_TimedOut, fault.Error.Code); // the client repeats its request

        producer.CommitTransaction(Deadline);
        Assert.Equal(7, Committed());
    }

    [Fact]
    public void A_newer_producer_aborts_the_transaction_of_the_older_one_and_fences_it()
    {
        using var member = Join();
        using var older = NewProducer();
        Send(older, member, 7);

        using var newer = NewProducer();

        Assert.Equal(Offset.Unset, Committed());
        var fault = Assert.Throws<KafkaException>(() => older.CommitTransaction(Deadline));
        Assert.Equal(ErrorCode.Local_Fenced, fault.Error.Code);
        Assert.Equal(Offset.Unset, Committed());
        Send(newer, member, 9);
        newer.CommitTransaction(Deadline);
        Assert.Equal(9, Committed());
    }

    [Fact]
    public void An_older_producer_can_not_begin_a_transaction()
    {
        using var older = NewProducer();
        using var newer = NewProducer();

        older.BeginTransaction();
        older.Produce(_topic, new() { Value = "of the older" });

        Assert.True(Assert.Throws<KafkaException>(() => older.CommitTransaction(Deadline)).Error.IsFatal);
    }

    [Fact]
    public void A_transaction_that_has_timed_out_is_aborted()
    {
        using var member = Join();
        using var vanished = NewProducer(timeout: TimeSpan.FromSeconds(1));
        Send(vanished, member, 7);

        Assert.Equal(Offset.Unset, Committed()); // the client repeats its request until the offset is stable

        Assert.ThrowsAny<KafkaException>(() => vanished.CommitTransaction(Deadline));
        Assert.Equal(Offset.Unset, Committed());
    }

    [Fact]
    public void A_commit_that_the_cluster_refuses_at_first_commits_the_offsets_when_it_is_repeated()
    {
        using var member = Join();
        using var producer = NewProducer();
        Send(producer, member, 7);
        _kafka.Cluster.PushRequestErrors(ApiKey.EndTransaction, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.ConcurrentTransactions);

        producer.CommitTransaction(Deadline);

        Assert.Equal(7, Committed());
    }

    [Fact]
    public void A_producer_that_names_a_former_member_can_not_commit()
    {
        using var producer = NewProducer();
        IConsumerGroupMetadata former;
        using (var member = Join())
        {
            former = member.ConsumerGroupMetadata;
            member.Close();
        }

        using var successor = Join();

        producer.BeginTransaction();
        var fault = Assert.Throws<KafkaTxnRequiresAbortException>(() => producer.SendOffsetsToTransaction([new(_topic, 0, 7)], former, Deadline));
        // The client does not wait until it has left: if the successor joins before, the former is a member of an earlier generation.
        Assert.True(fault.Error.Code is ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration, fault.Error.Reason);
        producer.AbortTransaction(Deadline);
        Assert.Equal(Offset.Unset, Committed());
    }

    [Fact]
    public async Task A_record_keeps_its_own_time()
    {
        var time = new Timestamp(new DateTime(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc));
        using var producer = _kafka.NewProducer();

        var receipt = await producer.ProduceAsync(_topic, new() { Value = "at noon", Timestamp = time }, TestContext.Current.CancellationToken);

        Assert.Equal(time, receipt.Timestamp);
        using var reader = _kafka.NewConsumer(_group);
        reader.Assign(new TopicPartitionOffset(_topic, 0, Offset.Beginning));
        Assert.Equal(time, reader.Consume(Deadline)?.Message.Timestamp);
    }

    private IConsumer<string, string> Join(GroupProtocol protocol = GroupProtocol.Classic)
    {
        var member = _kafka.NewConsumer(_group, config =>
        {
            config.GroupProtocol = protocol;
            config.EnableAutoCommit = false;
            config.EnablePartitionEof = true;
        });
        member.Subscribe(_topic);
        Assert.NotNull(member.Consume(Deadline)); // the end of the partition, which is empty
        return member;
    }

    private IProducer<string, string> NewProducer(TimeSpan? timeout = null)
    {
        var producer = _kafka.NewProducer(config =>
        {
            config.TransactionalId = _transactionalId;
            if (timeout is { } limit) config.TransactionTimeoutMs = (int)limit.TotalMilliseconds;
        });
        producer.InitTransactions(Deadline);
        return producer;
    }

    private void Send(IProducer<string, string> producer, IConsumer<string, string> member, long offset)
    {
        producer.BeginTransaction();
        producer.SendOffsetsToTransaction([new(_topic, 0, offset)], member.ConsumerGroupMetadata, Deadline);
    }

    private Offset Committed(IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using var reader = _kafka.NewConsumer(_group, config => config.IsolationLevel = isolation);
        return Assert.Single(reader.Committed([new(_topic, 0)], Deadline)).Offset;
    }
}
