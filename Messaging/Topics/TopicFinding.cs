using System.Globalization;
using Confluent.Kafka;

namespace Messaging.Topics;

/// <summary>A difference between a topic of the cluster and what a service requires of it.</summary>
/// <param name="Text">What is wrong, what follows from it, and the command that mends it.</param>
/// <param name="LosesRecords">Whether the cluster deletes records that the service needs.</param>
internal sealed record TopicFinding(string Text, bool LosesRecords = false)
{
    private const string Tools = "--bootstrap-server HOST:PORT";

    /// <summary>Compares a topic of the cluster with what the service requires of it.</summary>
    /// <param name="required">What the service requires.</param>
    /// <param name="actual">The topic in the cluster's metadata.</param>
    /// <param name="settings">Its settings; empty where they can't be read.</param>
    public static IEnumerable<TopicFinding> Of(RequiredTopic required, TopicMetadata actual, IReadOnlyDictionary<string, string> settings) =>
        [.. OfPartitions(required, actual), .. OfSettings(required, actual, settings)];

    private static IEnumerable<TopicFinding> OfPartitions(RequiredTopic required, TopicMetadata actual)
    {
        var name = required.Name;
        if (required.HasConfiguredPartitions && actual.Partitions.Count < required.Partitions)
        {
            yield return new(
                $"{name} has {actual.Partitions.Count} partitions instead of the configured {required.Partitions}, "
                + $"so that fewer instances can share its records: kafka-topics.sh {Tools} --alter --topic {name} --partitions {required.Partitions}");
        }

        var replicas = Replicas(actual);
        if (replicas < required.ReplicationFactor)
        {
            yield return new(
                $"{name} has {replicas} replicas instead of the configured {required.ReplicationFactor}, "
                + "so that it survives the loss of fewer brokers: assign more with kafka-reassign-partitions.sh");
        }
    }

    private static IEnumerable<TopicFinding> OfSettings(RequiredTopic required, TopicMetadata actual, IReadOnlyDictionary<string, string> settings)
    {
        var name = required.Name;
        if (settings.GetValueOrDefault("cleanup.policy") is { } policy)
        {
            var policies = policy.Split(',', StringSplitOptions.TrimEntries);
            var deletes = policies.Contains("delete") && (Number(settings, "retention.ms") is not < 0 || Number(settings, "retention.bytes") is >= 0);
            if (required.Compacted && !policies.Contains("compact") && !deletes)
            {
                yield return new(
                    $"{name} has cleanup.policy={policy} instead of compact: it grows without bound, "
                    + $"and so does the time that the service takes to restore its state: {Alter(name, "cleanup.policy=compact")}");
            }
            else if (required.Compacted && deletes)
            {
                yield return new(
                    $"{name} has cleanup.policy={policy} instead of compact: the cluster deletes its records by age, "
                    + $"and with them the state that the service restores from it: {Alter(name, "cleanup.policy=compact")}", LosesRecords: true);
            }
            else if (!required.Compacted && policies.Contains("compact"))
            {
                yield return new(
                    $"{name} has cleanup.policy={policy} instead of delete: the cluster deletes records that are followed by one with the same key: "
                    + Alter(name, "cleanup.policy=delete"), LosesRecords: true);
            }
        }

        if (!required.Compacted && required.Retention is { } retention
            && Number(settings, "retention.ms") is >= 0 and var kept && kept < retention.TotalMilliseconds)
        {
            yield return new(
                $"{name} keeps records for {TimeSpan.FromMilliseconds(kept)} instead of {retention}: "
                + "the cluster deletes them while they are still needed: "
                + Alter(name, $"retention.ms={(long)retention.TotalMilliseconds}"), LosesRecords: true);
        }

        if (Number(settings, "min.insync.replicas") is not { } inSync) yield break;

        var replicas = Replicas(actual);
        if (inSync > replicas)
        {
            yield return new(
                $"{name} has min.insync.replicas={inSync} but {replicas} replicas, so that no record can be written: "
                + Alter(name, $"min.insync.replicas={replicas}"));
        }
        else if (inSync < required.MinInSyncReplicas)
        {
            yield return new(
                $"{name} has min.insync.replicas={inSync} instead of the configured {required.MinInSyncReplicas}, "
                + "so that records are acknowledged that fewer brokers have: "
                + Alter(name, $"min.insync.replicas={required.MinInSyncReplicas}"));
        }
    }

    private static int Replicas(TopicMetadata topic) => topic.Partitions.Select(partition => partition.Replicas.Length).DefaultIfEmpty().Min();

    private static long? Number(IReadOnlyDictionary<string, string> settings, string name) =>
        long.TryParse(settings.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string Alter(string topic, string setting) =>
        $"kafka-configs.sh {Tools} --alter --entity-type topics --entity-name {topic} --add-config {setting}";
}
