using ConsumerWorker;
using Contracts;
using Messaging;

namespace Kafka.Tests.ConsumerWorker;

public sealed class PrintRecordTests(KafkaCluster cluster)
{
    [Fact]
    public async Task The_value_is_logged_as_it_was_received()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, "{ \"date\": 1777896000000,\n  \"user\":\"\u009b2J\", \"duration\":100, \"name\":\"\\u0050\" }");

        await using var service = await TestService.StartAsync(cluster.Configuration, builder =>
            builder.AddSubscription<PageEvent, PrintRecord>(Topics.PageEvents with { Name = topic }, KafkaCluster.NewName("printer")));

        await Eventually.TrueAsync(() => Lines().Count == 1, "the record is printed");
        Assert.EndsWith(
            "Z { \"date\": 1777896000000,\n  \"user\":\"\u009b2J\", \"duration\":100, \"name\":\"\\u0050\" }", Lines()[0].TrimEnd(), StringComparison.Ordinal);

        List<string> Lines() => [.. service.Log.Where(line => line.Contains($"{topic} [0] @0 - ", StringComparison.Ordinal))];
    }
}
