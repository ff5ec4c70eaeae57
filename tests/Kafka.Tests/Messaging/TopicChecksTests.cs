using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Contracts;
using Messaging;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.Tests.Messaging;

public sealed class TopicChecksTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_topic_is_created_with_its_configuration_and_checked_at_the_next_start()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster's topics have no settings.");
        var topic = Topics.PageEvents with { Name = KafkaCluster.NewName("events") };
        var configuration = cluster.Configuration;
        configuration[$"Topics:{topic.Name}:Retention"] = "1.00:00:00";
        configuration[$"Topics:{topic.Name}:MinInSyncReplicas"] = "1";
        await using (var first = await TestService.StartAsync(configuration, builder => builder.AddPublisher(topic)))
        {
            await Eventually.TrueAsync(() => first.Log.Any(line => line.Contains($"Created topic {topic.Name}", StringComparison.Ordinal)), "the topic is created");
            var settings = await SettingsAsync(topic.Name);
            Assert.Equal("86400000", settings["retention.ms"].Value);
            Assert.Equal("1", settings["min.insync.replicas"].Value);
            Assert.False(settings["min.insync.replicas"].IsDefault);
        }

        configuration[$"Topics:{topic.Name}:Retention"] = "2.00:00:00";
        await using var again = await TestService.StartAsync(configuration, builder => builder.AddPublisher(topic));

        await Eventually.TrueAsync(async () => (await again.HealthAsync()).Entries["topic settings"].Status is HealthStatus.Degraded, "the loss is visible");
        Assert.Single(again.Log, line => line.StartsWith($"Warning: {topic.Name} keeps records for 1.00:00:00 instead of 2.00:00:00", StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, ConfigEntryResult>> SettingsAsync(string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = cluster.BootstrapServers }).Build();
        return (await admin.DescribeConfigsAsync([new() { Type = ResourceType.Topic, Name = topic }]))[0].Entries;
    }
}
