using System.Net;
using Dashboard.Kafka.Groups;

namespace Kafka.Tests.Dashboard.KafkaInspection;

public sealed class GroupTests(KafkaCluster cluster)
{
    [Fact]
    public async Task Groups_are_what_their_members_report()
    {
        var reports = new Reports(
            new("json", "page-events", 0, "json-1", 0, 0, PageEvents.Noon),
            new("streams", "page-events", 0, "streams-1", 7, 0.5, PageEvents.Noon),
            new("streams", "page-events", 1, "streams-2", 5, 2.5, PageEvents.Noon));
        await using var host = await InspectionHost.StartAsync(cluster, reports);

        var answer = await host.GetAsync("groups");

        Assert.Equal("metrics", answer.GetProperty("source").GetString());
        Assert.Equal(["json", "streams"], answer.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("name").GetString()!));
        var streams = await host.GetAsync("groups/streams");
        Assert.Equal(12, streams.GetProperty("lagRecords").GetInt64());
        Assert.Equal(2.5, streams.GetProperty("lagSeconds").GetDouble());
        Assert.Equal(["streams-1", "streams-2"], streams.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("id").GetString()!));
        Assert.Equal([(0, "streams-1"), (1, "streams-2")], streams.GetProperty("partitions").EnumerateArray()
            .Select(partition => (partition.GetProperty("partition").GetInt32(), partition.GetProperty("member").GetString()!)));
    }

    [Fact]
    public async Task A_cluster_that_knows_its_groups_is_asked()
    {
        Assert.SkipWhen(!KafkaCluster.IsReal, "The in-memory cluster does not answer admin clients.");
        var (topic, group) = (cluster.NewTopic(partitions: 2), KafkaCluster.NewName("group"));
        cluster.Produce(topic, 0, PageEvents.Numbered(3));
        await using var service = await new Recorder().SubscribeAsync(cluster, topic, group);
        await Eventually.TrueAsync(() => cluster.Committed(topic, group).GetValueOrDefault(0) == 3, "all is committed");
        await using var host = await InspectionHost.StartAsync(cluster);

        var answer = await host.GetAsync("groups");
        Assert.Equal("cluster", answer.GetProperty("source").GetString());
        Assert.Contains(group, answer.GetProperty("groups").EnumerateArray().Select(found => found.GetProperty("name").GetString()));
        var found = await host.GetAsync($"groups/{group}");
        Assert.Equal("Stable", found.GetProperty("state").GetString());
        Assert.Equal(2, Assert.Single(found.GetProperty("members").EnumerateArray()).GetProperty("partitions").GetInt32());
        Assert.Equal(0, found.GetProperty("lagRecords").GetInt64());
        await host.ProblemAsync($"groups/{group}-unknown", HttpStatusCode.NotFound);
    }

    private sealed class Reports(params IReadOnlyList<ConsumerPartition> partitions) : IConsumerMetrics
    {
        public IReadOnlyList<ConsumerPartition> Partitions => partitions;
    }
}
