using System.Net;
using System.Text.Json;
using Confluent.Kafka;
using InMemoryKafka;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

/// <summary>Redrive on a cluster that is away, refuses, or does not confirm a transaction.</summary>
public sealed class RedriveFaultTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_the_cluster_is_away_nothing_is_lost_or_doubled(bool afterOneWasRedriven)
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It takes the brokers down.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var box = new DeadLetterBox(own);
        await box.FailAsync(0, "0", "1");
        await using var host = await RunningConsole.StartAsync(own);
        if (afterOneWasRedriven) await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        brokers.SetBrokerDown();

        var refused = await host.PostAsync($"{box.Path}/0/1/redrive");
        Assert.NotNull(refused.Headers.RetryAfter);
        await RunningConsole.ReadAsync(refused, HttpStatusCode.ServiceUnavailable);

        brokers.SetBrokerUp();
        JsonElement report = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var response = await host.PostAsync($"{box.Path}/redrive");
                if (response.IsSuccessStatusCode) report = await RunningConsole.ReadAsync(response, HttpStatusCode.OK);
                return response.IsSuccessStatusCode;
            },
            "all are redriven");
        Assert.Equal(
            afterOneWasRedriven ? (1, 1) : (2, 0),
            (report.GetProperty("redriven").GetInt32(), report.GetProperty("alreadyRedriven").GetInt32()));
        Assert.Equal(["0", "1"], await box.RedrivenAsync(host));
    }

    [Theory]
    [InlineData((int)ApiKey.InitProducerId, ErrorCode.GroupLoadInProgress)]
    [InlineData((int)ApiKey.AddPartitionsToTransaction, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData((int)ApiKey.EndTransaction, ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData((int)ApiKey.EndTransaction, ErrorCode.Local_Transport)]
    [InlineData((int)ApiKey.Produce, ErrorCode.NotLeaderForPartition)]
    public async Task A_transient_error_of_the_cluster_is_overcome(int request, ErrorCode error)
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It injects errors.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var box = new DeadLetterBox(own);
        await box.FailAsync(0, "poison");
        await using var host = await RunningConsole.StartAsync(own);
        brokers.PushRequestErrors((ApiKey)request, error, error);

        await Eventually.TrueAsync(
            async () => (await host.PostAsync($"{box.Path}/0/0/redrive")).StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict,
            "it is redriven");

        Assert.Equal(["poison"], await box.RedrivenAsync(host));
    }

    [Fact]
    public async Task A_commit_with_unknown_outcome_is_finished_before_the_next_redrive()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It injects errors.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        var box = new DeadLetterBox(own);
        await box.FailAsync(0, "poison");
        await using var host = await RunningConsole.StartAsync(own);
        brokers.PushRequestErrors(ApiKey.EndTransaction, [.. Enumerable.Repeat(ErrorCode.GroupCoordinatorNotAvailable, 10_000)]);

        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.ServiceUnavailable);
        brokers.ClearRequestErrors(ApiKey.EndTransaction);

        await Eventually.TrueAsync(
            async () => (await host.PostAsync($"{box.Path}/0/0/redrive")).StatusCode is HttpStatusCode.Conflict, "it was redriven");
        Assert.Equal(["poison"], await box.RedrivenAsync(host));
    }
}
