using System.Net;
using Confluent.Kafka;
using InMemoryKafka;
using KafkaConsole.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.KafkaConsole.Groups;

public sealed class GroupTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_group_has_its_state_members_and_lag(GroupProtocol protocol)
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster does not implement the admin API.");
        var (topic, group) = (cluster.NewTopic(partitions: 2), KafkaCluster.NewName("group"));
        cluster.Produce(topic, 0, PageEvents.Numbered(3));
        await using var service = await new Recorder().SubscribeAsync(cluster.With(protocol), topic, group);
        await Eventually.TrueAsync(() => cluster.Committed(topic, group).GetValueOrDefault(0) == 3, "all is committed");
        await using var console = await RunningConsole.StartAsync(cluster);

        Assert.Contains(
            group, (await console.GetAsync("groups")).EnumerateArray().Select(listed => listed.GetProperty("name").GetString()));
        await Eventually.TrueAsync(
            async () => (await console.GetAsync($"groups/{group}")).GetProperty("lagRecords").GetRawText() == "0", // null while it is being counted
            "the lag is counted");
        var found = await console.GetAsync($"groups/{group}");
        Assert.Equal("Stable", found.GetProperty("state").GetString());
        Assert.Equal(2, Assert.Single(found.GetProperty("members").EnumerateArray()).GetProperty("partitions").GetInt32());
        await console.GetAsync($"groups/{group}-unknown", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("groups")]
    [InlineData("groups/any")]
    public async Task A_cluster_without_admin_api_is_reported_with_the_metric_to_see(string path)
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "A real cluster implements the admin API.");
        await using var console = await RunningConsole.StartAsync(cluster);

        var problem = await console.GetAsync(path, HttpStatusCode.NotImplemented);

        Assert.Contains("not available on this cluster", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("kafka.consumer.lag", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_admin_api_is_remembered_for_a_minute()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It takes the brokers down.");
        using var brokers = new InMemoryCluster();
        using var own = new KafkaCluster(brokers);
        await using var console = await RunningConsole.StartAsync(own);
        var time = new FakeTimeProvider();
        var api = new AdminApi(console.Services.GetRequiredService<ClusterClients>(), time);
        Assert.False(await api.SupportsAdminApiAsync(TestContext.Current.CancellationToken));
        brokers.SetBrokerDown();

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(await api.SupportsAdminApiAsync(TestContext.Current.CancellationToken));

        time.Advance(TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<ClusterException>(() => api.SupportsAdminApiAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ClusterErrorKind.Unavailable, error.Kind);
    }
}
