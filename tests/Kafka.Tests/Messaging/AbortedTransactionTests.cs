using Confluent.Kafka;
using InMemoryKafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging;

/// <summary>What happens to a transaction when the cluster rejects a request or is unreachable. Each test disturbs its own cluster.</summary>
public sealed class AbortedTransactionTests : IDisposable
{
    private readonly InMemoryCluster _memory = new();
    private readonly KafkaCluster _cluster;
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly string _input;
    private readonly string _output;

    public AbortedTransactionTests()
    {
        _cluster = new(_memory);
        (_input, _output) = (_cluster.NewTopic(partitions: 1), _cluster.NewTopic(partitions: 1));
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task An_error_within_a_transaction_aborts_it_and_its_records_are_redelivered()
    {
        _cluster.Produce(_input, 0, PageEvents.Numbered(5_000));
        _memory.PushRequestErrors(ApiKey.Produce, ErrorCode.InvalidRecord); // for the first output record; more records follow

        await using var service = await TransformAsync();

        Assert.Equal(Enumerable.Range(0, 5_000), Names(_cluster.Read(_output, records => Names(records).Distinct().Count() == 5_000)).Distinct().Order());
        Assert.Contains(service.Log, line => line.Contains("Its records will be processed again", StringComparison.Ordinal));
        Assert.False(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task An_aborted_transaction_is_repeated_from_its_first_record()
    {
        await using var service = await TransformAsync();
        await service.ReadyAsync();
        _memory.PushRequestErrors(ApiKey.TransactionOffsetCommit, ErrorCode.IllegalGeneration);

        _cluster.Produce(_input, 0, PageEvents.Numbered(5));

        // This cluster does not hide aborted records: each record appears once from the aborted and once from the repeated transaction.
        var names = Names(_cluster.Read(_output, 10));
        await Eventually.TrueAsync(() => _cluster.Committed(_input, _group).GetValueOrDefault(0) == 5, "the offsets are committed");
        Assert.Equal([0, 1, 2, 3, 4], names.TakeLast(5));
    }

    [Fact]
    public async Task A_commit_that_fails_is_measured_with_its_error()
    {
        using var commits = new Commits(_group);
        await using var service = await (await TransformAsync()).ReadyAsync();
        _memory.PushRequestErrors(ApiKey.TransactionOffsetCommit, ErrorCode.IllegalGeneration);

        _cluster.Produce(_input, 0, PageEvents.Numbered(1));

        await Eventually.TrueAsync(() => commits is { LastError: "IllegalGeneration", Succeeded: 1 }, "the failure and its repetition are measured");
    }

    [Fact]
    public async Task A_transaction_waits_for_an_unreachable_broker_and_then_continues()
    {
        await using var service = await (await TransformAsync()).ReadyAsync();
        _cluster.Produce(_input, 0, PageEvents.Numbered(1_000));
        Assert.NotEmpty(_cluster.Read(_output, 1));

        _memory.SetBrokerDown();
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Status is HealthStatus.Unhealthy, "the outage is noticed");
        _memory.SetBrokerUp();
        _cluster.Produce(_input, 0, PageEvents.Numbered(1_000, from: 1_000));

        var names = Names(_cluster.Read(_output, records => Names(records).Distinct().Count() == 2_000));
        Assert.Equal(2_000, names.Distinct().Count());
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, ApiKey.AddPartitionsToTransaction, "lacks the right Write on the topic {output}. Grant it")]
    [InlineData(ErrorCode.GroupAuthorizationFailed, ApiKey.AddOffsetsToTransaction, "lacks the right Read on the group {group}. Grant it")]
    public async Task A_missing_right_is_waited_for_and_named(ErrorCode error, ApiKey request, string right)
    {
        using var commits = new Commits(_group);
        await using var service = await (await TransformAsync()).ReadyAsync();
        _memory.PushRequestErrors(request, [.. Enumerable.Repeat(error, 1_000)]);

        _cluster.Produce(_input, 0, PageEvents.Numbered(3));
        right = right.Replace("{output}", _output, StringComparison.Ordinal).Replace("{group}", _group, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => commits.Failed > 5, "more than a few transactions have failed"); // they ended the process once
        var producer = (await service.HealthAsync()).Entries["producer"];
        _memory.ClearRequestErrors(request);

        Assert.Equal(HealthStatus.Unhealthy, producer.Status);
        Assert.Contains(right, producer.Description, StringComparison.Ordinal);
        Assert.Single(service.Log, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(right, StringComparison.Ordinal));
        await Eventually.TrueAsync(() => _cluster.Committed(_input, _group).GetValueOrDefault(0) == 3, "the offsets are committed");
        await service.ReadyAsync();
    }

    [Fact]
    public async Task A_record_that_the_cluster_rejects_again_and_again_stops_the_process()
    {
        try
        {
            _cluster.Produce(_input, 0, PageEvents.Numbered(1));
            _memory.PushRequestErrors(ApiKey.Produce, [.. Enumerable.Repeat(ErrorCode.InvalidRecord, 1_000)]);
            await using var service = await TransformAsync();
            var stopping = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await Eventually.TrueAsync(() => stopping.IsCancellationRequested, "the process stops");
            await service.StopAsync();

            Assert.Equal(1, Environment.ExitCode);
            Assert.Single(Lines(service, "This process stops"));
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task A_wait_for_the_cluster_is_logged_when_it_begins_and_when_it_ends()
    {
        await using var service = await (await TransformAsync(
            ("Kafka:Consumer:TransactionInterval", "00:00:01"),
            ("Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs", "60000"))).ReadyAsync(); // it remains a member during the outage
        _cluster.Produce(_input, 0, PageEvents.Numbered(1));
        Assert.NotEmpty(_cluster.Read(_output, 1, isolation: IsolationLevel.ReadUncommitted));

        _memory.SetBrokerDown();
        await Eventually.TrueAsync(() => Lines(service, "waits for the cluster").Count > 0, "the transaction waits");
        var state = service.ConsumerState; // each attempt updates it and takes two seconds
        await Eventually.TrueAsync(() => state.SincePoll > TimeSpan.FromSeconds(1), "the next attempt has begun");
        await Eventually.TrueAsync(() => state.SincePoll < TimeSpan.FromSeconds(1), "the next attempt has failed");
        Assert.Distinct(Lines(service, "waits for the cluster")); // the request for the topic, and later perhaps the transaction, wait once each
        _memory.SetBrokerUp();

        await Eventually.TrueAsync(() => Lines(service, "The cluster has answered").Count > 0, "the wait has ended");
    }

    private static List<string> Lines(TestService service, string text) => [.. service.Log.Where(line => line.Contains(text, StringComparison.Ordinal))];

    private Task<TestService> TransformAsync(params (string Key, string Value)[] settings) => StartAsync(_cluster.Configuration, _input, _output, _group, settings);
}
