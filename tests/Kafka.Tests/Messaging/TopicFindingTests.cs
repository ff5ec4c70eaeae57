using Confluent.Kafka;
using Messaging.Topics;

namespace Kafka.Tests.Messaging;

public sealed class TopicFindingTests
{
    private static readonly RequiredTopic PageEvents = new("page-events", Partitions: 4, ReplicationFactor: 2) { HasConfiguredPartitions = true, MinInSyncReplicas = 2 };
    private static readonly RequiredTopic PageStatistics = new("page-statistics", Partitions: 4, ReplicationFactor: -1) { Compacted = true };
    private static readonly RequiredTopic Keys = new("idempotency-keys", Partitions: 1, ReplicationFactor: -1) { Retention = TimeSpan.FromMinutes(20) };

    [Fact]
    public void A_topic_as_required_has_no_finding()
    {
        Assert.Empty(Of(PageEvents, 4, 2, ("cleanup.policy", "delete"), ("retention.ms", "604800000"), ("min.insync.replicas", "2")));
        Assert.Empty(Of(PageStatistics, 1, 1, ("cleanup.policy", "compact"), ("retention.ms", "604800000"), ("min.insync.replicas", "1")));
        Assert.Empty(Of(Keys, 1, 1, ("cleanup.policy", "delete"), ("retention.ms", "1200000")));
        Assert.Empty(Of(Keys, 1, 1, ("cleanup.policy", "delete"), ("retention.ms", "-1")));
        Assert.Empty(Of(PageStatistics, 4, 1)); // the settings can't be read
    }

    [Fact]
    public void Fewer_partitions_and_replicas_than_configured_are_found()
    {
        var findings = Of(PageEvents, 2, 1);

        Assert.Equal(2, findings.Count);
        Assert.Contains("has 2 partitions instead of the configured 4", findings[0].Text);
        Assert.EndsWith("kafka-topics.sh --bootstrap-server HOST:PORT --alter --topic page-events --partitions 4", findings[0].Text);
        Assert.Contains("has 1 replicas instead of the configured 2", findings[1].Text);
        Assert.DoesNotContain(findings, finding => finding.LosesRecords);
    }

    [Theory]
    [InlineData("delete", "604800000", true)]
    [InlineData("compact,delete", "604800000", true)]
    [InlineData("delete", "-1", false)]
    public void State_in_a_topic_without_compaction_is_lost_unless_nothing_is_deleted(string policy, string retention, bool losesRecords)
    {
        var finding = Assert.Single(Of(PageStatistics, 4, 1, ("cleanup.policy", policy), ("retention.ms", retention)));

        Assert.Equal(losesRecords, finding.LosesRecords);
        Assert.EndsWith("--entity-name page-statistics --add-config cleanup.policy=compact", finding.Text);
    }

    [Theory]
    [InlineData("compact", "-1", "cleanup.policy=delete")]
    [InlineData("delete", "60000", "retention.ms=1200000")]
    public void Keys_that_are_deleted_too_early_are_found(string policy, string retention, string mended)
    {
        var finding = Assert.Single(Of(Keys, 1, 1, ("cleanup.policy", policy), ("retention.ms", retention)));

        Assert.True(finding.LosesRecords);
        Assert.EndsWith(mended, finding.Text);
    }

    [Theory]
    [InlineData(3, "no record can be written")]
    [InlineData(1, "instead of the configured 2")]
    public void In_sync_replicas_that_can_not_be_or_are_too_few_are_found(int inSync, string text)
    {
        Assert.Contains(text, Assert.Single(Of(PageEvents, 4, 2, ("min.insync.replicas", $"{inSync}"))).Text);
    }

    private static List<TopicFinding> Of(RequiredTopic required, int partitions, int replicas, params (string Key, string Value)[] settings) =>
        [.. TopicFinding.Of(required, Metadata(required.Name, partitions, replicas), settings.ToDictionary(setting => setting.Key, setting => setting.Value))];

    private static TopicMetadata Metadata(string name, int partitions, int replicas) => new(
        name,
        [.. Enumerable.Range(0, partitions).Select(partition => new PartitionMetadata(partition, 1, [.. Enumerable.Range(1, replicas)], [1], new Error(ErrorCode.NoError)))],
        new Error(ErrorCode.NoError));
}
