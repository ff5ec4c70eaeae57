using Confluent.Kafka.Admin;
using Contracts;
using LocalProcesses.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamsService.Processing;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>
/// A cluster whose ACLs forbid everyone to alter the output topic. The clients are not authenticated: everything else is allowed to everyone.
/// </summary>
public sealed class RefusedPartitionsTests
{
    [Fact]
    public async Task Only_added_partitions_wait_until_the_output_topic_is_extended_and_the_health_says_why()
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, "Only Apache Kafka has ACLs. Set KAFKA_HOME.");
        await using var own = await ApacheKafkaCluster.StartAsync(new()
        {
            Settings = new Dictionary<string, string>
            {
                ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                ["allow.everyone.if.no.acl.found"] = "true",
            },
        }, TestContext.Current.CancellationToken);
        var cluster = new KafkaCluster(own);
        var topics = new StatisticsTopics(cluster, partitions: 1);
        using var admin = TopicChanges.NewAdmin(cluster);
        await admin.CreateAclsAsync([Acl(topics, AclOperation.All, AclPermissionType.Allow), Acl(topics, AclOperation.Alter, AclPermissionType.Deny)]);
        await using var service = await RunningService<CountPageEvents>.StartAsync(topics.Configuration);

        await cluster.AddPartitionsAsync(topics.Events, 2);
        Send(cluster, topics, partition: 1, events: 20);
        var health = service.Services.GetRequiredService<HealthCheckService>();
        await Eventually.TrueAsync(
            async () => (await health.CheckHealthAsync()).Entries["topics"].Description?.Contains(
                $"lacks the right Alter on the topic {topics.Statistics}", StringComparison.Ordinal) is true,
            "the health says why the partition waits");
        Send(cluster, topics, partition: 0, events: 10);

        var view = service.Services.GetRequiredService<StatisticsView>();
        await Eventually.TrueAsync(() => Count(view) == 10, "the events of the old partition are counted");
        var report = await health.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains($"{topics.Events} [1] wait", report.Entries["topics"].Description, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await health.CheckHealthAsync()).Entries["consumer"].Data["lag"] is 20L, "the lag of the new partition is reported");

        await admin.DeleteAclsAsync([Filter(topics)]);
        await cluster.AddPartitionsAsync(topics.Statistics, 2);

        await Eventually.TrueAsync(() => Count(view) == 30, "all events are counted");
        await Eventually.TrueAsync(async () => (await health.CheckHealthAsync()).Status is HealthStatus.Healthy, "the service is healthy");
    }

    private static AclBinding Acl(StatisticsTopics topics, AclOperation operation, AclPermissionType permission) => new()
    {
        Pattern = new() { Type = ResourceType.Topic, Name = topics.Statistics, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new() { Principal = "User:ANONYMOUS", Host = "*", Operation = operation, PermissionType = permission },
    };

    private static AclBindingFilter Filter(StatisticsTopics topics) => new()
    {
        PatternFilter = new() { Type = ResourceType.Topic, Name = topics.Statistics, ResourcePatternType = ResourcePatternType.Literal },
        EntryFilter = new() { Operation = AclOperation.Alter, PermissionType = AclPermissionType.Deny },
    };

    private static long Count(StatisticsView view) => view.Query(new() { Limit = 1_000 }).Items.Sum(it => it.Count);

    private static void Send(KafkaCluster cluster, StatisticsTopics topics, int partition, int events)
    {
        using var producer = cluster.NewProducer<string, byte[]>();
        for (var i = 0; i < events; i++)
        {
            StatisticsTopics.Send(producer, new(topics.Events, partition), new PageEvent("P1", $"U{i}", TimeProvider.System.GetUtcNow(), 1_000));
        }

        producer.Flush(KafkaCluster.Timeout);
    }
}
