using Confluent.Kafka;
using InMemoryKafka;
using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging.Publishing;

/// <summary>What a transactional producer does after a fatal error. Each test disturbs its own cluster.</summary>
public sealed class ReplacedTransactionsTests : IDisposable
{
    private const int Partitions = 2;
    private const int Half = 50; // of the records of each partition

    private readonly InMemoryCluster _memory = new();
    private readonly KafkaCluster _cluster;
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly string _input;
    private readonly string _output;

    public ReplacedTransactionsTests()
    {
        _cluster = new(_memory);
        (_input, _output) = (_cluster.NewTopic(Partitions), _cluster.NewTopic(Partitions));
    }

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(ApiKey.EndTransaction, ErrorCode.InvalidTxnState)]
    [InlineData(ApiKey.EndTransaction, ErrorCode.ProducerFenced)]
    [InlineData(ApiKey.EndTransaction, ErrorCode.InvalidProducerEpoch)]
    [InlineData(ApiKey.EndTransaction, ErrorCode.InvalidProducerIdMapping)]
    [InlineData(ApiKey.EndTransaction, ErrorCode.TransactionalIdAuthorizationFailed)]
    [InlineData(ApiKey.EndTransaction, ErrorCode.Unknown)]
    [InlineData(ApiKey.AddPartitionsToTransaction, ErrorCode.InvalidTxnState)]
    [InlineData(ApiKey.AddPartitionsToTransaction, ErrorCode.ProducerFenced)]
    [InlineData(ApiKey.AddOffsetsToTransaction, ErrorCode.InvalidTxnState)]
    [InlineData(ApiKey.TransactionOffsetCommit, ErrorCode.InvalidProducerIdMapping)]
    [InlineData(ApiKey.TransactionOffsetCommit, ErrorCode.InvalidTxnState)]
    [InlineData(ApiKey.Produce, ErrorCode.InvalidProducerEpoch)]
    [InlineData(ApiKey.Produce, ErrorCode.OutOfOrderSequenceNumber)]
    public async Task An_error_that_ends_a_transaction_does_not_end_the_process(ApiKey request, ErrorCode error)
    {
        ProduceToEach(first: 0);
        await using (await TransformAsync()) await CommittedAsync(Half);
        ProduceToEach(first: Partitions * Half);

        _memory.PushRequestErrors(request, error);
        await using var service = await TransformAsync();
        await CommittedAsync(2 * Half);
        await service.ReadyAsync();

        var names = Names(_cluster.Read(_output, records => Names(records).Distinct().Count() == 2 * Partitions * Half));
        Assert.Equal(Enumerable.Range(0, 2 * Partitions * Half), names.Distinct().Order()); // this cluster also shows records of aborted transactions
        Assert.Contains(service.Log, line => line.Contains("The producer failed", StringComparison.Ordinal) || line.Contains("A transaction of", StringComparison.Ordinal));
        Assert.False(IsStopping(service));
    }

    [Fact]
    public async Task A_missing_right_to_the_transactional_id_is_waited_for_and_named()
    {
        const string Right = "lacks the right Write on the transactional id my-id. Grant it with kafka-acls.sh --add --allow-principal 'User:ANONYMOUS'";
        _memory.PushRequestErrors(ApiKey.InitProducerId, [.. Enumerable.Repeat(ErrorCode.TransactionalIdAuthorizationFailed, 1_000)]);
        await using var service = await TransformAsync(("Aspire:Confluent:Kafka:Producer:Config:TransactionalId", "my-id"));
        await Eventually.TrueAsync(async () => (await ProducerAsync(service)).Description!.Contains(Right, StringComparison.Ordinal), "health names the right");
        Assert.Equal(HealthStatus.Unhealthy, (await ProducerAsync(service)).Status);

        _memory.ClearRequestErrors(ApiKey.InitProducerId);
        await service.ReadyAsync();

        Assert.Single(service.Log, line => line.StartsWith("Error: The producer failed", StringComparison.Ordinal)); // not once for each attempt
        Assert.False(IsStopping(service));
    }

    [Fact]
    public async Task An_instance_stays_a_member_of_its_group_while_it_waits_for_a_producer()
    {
        await using var service = await (await TransformAsync()).ReadyAsync();
        using var input = _cluster.NewProducer();
        await input.ProduceAsync(_input, new() { Value = PageEvents.Json("0") });
        await Eventually.TrueAsync(() => _cluster.Committed(_input, _group).Values.Sum() == 1, "the offset is committed");
        _memory.PushRequestErrors(ApiKey.InitProducerId, [.. Enumerable.Repeat(ErrorCode.TransactionalIdAuthorizationFailed, 1_000)]);
        _memory.PushRequestErrors(ApiKey.EndTransaction, ErrorCode.InvalidTxnState);
        await input.ProduceAsync(_input, new() { Value = PageEvents.Json("1") });
        await Eventually.TrueAsync(async () => (await ProducerAsync(service)).Status is HealthStatus.Unhealthy, "the producer is being replaced");

        using (var member = NewMember())
        {
            await Eventually.TrueAsync(() =>
            {
                member.Consume(TimeSpan.FromMilliseconds(50));
                return member.Assignment.Count == 1;
            }, "the service takes part in the rebalance");
            Assert.Single(service.Services.GetRequiredService<ISubscriptionStatus>().Partitions);
            member.Close();
        }

        _memory.ClearRequestErrors(ApiKey.InitProducerId);
        await Eventually.TrueAsync(() => _cluster.Committed(_input, _group).Values.Sum() == 2, "the offset of the second record is committed");
        await service.ReadyAsync();
    }

    [Fact]
    public async Task A_transaction_timeout_that_the_brokers_do_not_allow_stops_the_process_with_advice()
    {
        try
        {
            _memory.PushRequestErrors(ApiKey.InitProducerId, ErrorCode.InvalidTransactionTimeout);
            await using var service = await TransformAsync();
            await Eventually.TrueAsync(() => IsStopping(service), "the process stops");

            Assert.Equal(1, Environment.ExitCode);
            Assert.Contains("TransactionTimeout is longer than the brokers allow",
                Assert.Single(service.Log, line => line.Contains("This process stops", StringComparison.Ordinal)), StringComparison.Ordinal);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    private void ProduceToEach(int first)
    {
        for (var partition = 0; partition < Partitions; partition++)
        {
            _cluster.Produce(_input, partition, PageEvents.Numbered(Half, from: first + (partition * Half)));
        }
    }

    private IConsumer<byte[], byte[]> NewMember()
    {
        var member = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = _cluster.BootstrapServers,
            GroupId = _group,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            EnableAutoCommit = false,
            SessionTimeoutMs = 4_000,
            HeartbeatIntervalMs = 100,
        }).Build();
        member.Subscribe(_input);
        return member;
    }

    private Task CommittedAsync(long offset) => Eventually.TrueAsync(
        () => _cluster.Committed(_input, _group) is { Count: Partitions } committed && committed.Values.All(it => it >= offset), "the offsets are committed");

    private static async Task<HealthReportEntry> ProducerAsync(TestService service) => (await service.HealthAsync()).Entries["producer"];

    private static bool IsStopping(TestService service) =>
        service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    private Task<TestService> TransformAsync(params (string Key, string Value)[] settings) => StartAsync(_cluster.Configuration, _input, _output, _group, settings);
}
