using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Contracts;
using Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Messaging;

/// <summary>Records that a cluster deletes by age. The in-memory cluster deletes none.</summary>
public sealed class RetentionTests(KafkaCluster cluster)
{
    private const string CheckInterval = "log.retention.check.interval.ms";
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly (string Key, string Value) _retention = ("retention.ms", $"{TimeSpan.FromHours(1).TotalMilliseconds}");

    [Fact]
    public async Task An_event_of_last_year_stays_as_long_as_its_topic_promises()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster deletes no record by age.");
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = cluster.BootstrapServers }).Build();
        Assert.SkipUnless(await CheckIntervalAsync(admin) <= TimeSpan.FromSeconds(5), $"The cluster deletes too rarely: set {CheckInterval} to 1000.");
        var topic = Topics.PageEvents with { Name = cluster.NewTopic(1, _retention) };
        await using var service = await TestService.StartAsync(cluster.Configuration, builder => builder.AddPublisher(topic));
        var publisher = service.Services.GetRequiredService<Publisher>();
        var old = PageEvents.Named("old") with { Date = TimeProvider.System.GetUtcNow() - Year };

        await publisher.PublishAsync(topic, old);

        // The cluster checks one partition after the other. When it has deleted three records from another topic, one after the other, it
        // has checked this topic at least once.
        var expired = cluster.NewTopic(1, _retention);
        for (var deleted = 1; deleted <= 3; deleted++)
        {
            await publisher.PublishAsync(OutgoingRecord.Of(topic with { Name = expired }, old) with { Timestamp = old.Date });
            await Eventually.TrueAsync(async () => await BeginningAsync(admin, expired) == deleted, "a record of last year is deleted");
        }

        Assert.Equal(0, await BeginningAsync(admin, topic.Name));
        Assert.Single(cluster.ReadToEnd(topic.Name));
    }

    private static async Task<TimeSpan> CheckIntervalAsync(IAdminClient admin)
    {
        var broker = admin.GetMetadata(KafkaCluster.Timeout).Brokers[0].BrokerId;
        var configs = await admin.DescribeConfigsAsync([new() { Type = ResourceType.Broker, Name = $"{broker}" }]);
        return TimeSpan.FromMilliseconds(long.Parse(configs[0].Entries[CheckInterval].Value));
    }

    private static async Task<long> BeginningAsync(IAdminClient admin, string topic)
    {
        var offsets = await admin.ListOffsetsAsync([new() { TopicPartition = new(topic, 0), OffsetSpec = OffsetSpec.Earliest() }]);
        return offsets.ResultInfos[0].TopicPartitionOffsetError.Offset.Value;
    }
}
