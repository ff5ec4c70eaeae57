using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.Groups;

/// <summary>The groups as the cluster knows them, whether or not any of their members runs.</summary>
internal sealed class AdministeredGroups(ClusterClients clients, TopicCatalogue topics, PartitionReader reader, TimeProvider time) : IGroupDirectory
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(1);

    public async Task<ConsumerGroups> ListAsync(CancellationToken cancellationToken)
    {
        var names = await clients.AskAsync(
            async admin => (await admin.ListConsumerGroupsAsync(new() { RequestTimeout = ClusterClients.Patience })).Valid.Select(group => group.GroupId).ToList(),
            cancellationToken);
        return new(GroupSource.Cluster, names.Count == 0 ? [] : await DescribeAsync(names, cancellationToken));
    }

    public async Task<ConsumerGroup?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var group = (await DescribeAsync([name], cancellationToken)).Single();
        return group is { State: nameof(ConsumerGroupState.Dead), Partitions.Count: 0 } // what the cluster says of groups that it doesn't know
            ? null
            : group with { Partitions = await WithAgesAsync(group.Partitions, cancellationToken) };
    }

    private async Task<IReadOnlyList<ConsumerGroup>> DescribeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var descriptions = await clients.AskAsync(
            async admin => (await admin.DescribeConsumerGroupsAsync(names, new() { RequestTimeout = ClusterClients.Patience })).ConsumerGroupDescriptions,
            cancellationToken);
        var committed = await Task.WhenAll(descriptions.Select(description => CommittedAsync(description.GroupId, cancellationToken)));
        var ends = (await topics.ListAsync(cancellationToken))
            .SelectMany(topic => topic.Partitions.Select(range => (Partition: new TopicPartition(topic.Name, range.Partition), Range: range)))
            .ToDictionary(partition => partition.Partition, partition => partition.Range);
        return [.. descriptions.Zip(committed, (description, offsets) => GroupOf(description, offsets, ends)).OrderBy(group => group.Name, StringComparer.Ordinal)];
    }

    // One group per request is all that clusters take.
    private Task<Dictionary<TopicPartition, long>> CommittedAsync(string group, CancellationToken cancellationToken) =>
        clients.AskAsync(
            async admin =>
            {
                var answer = await admin.ListConsumerGroupOffsetsAsync([new(group, null)], new() { RequestTimeout = ClusterClients.Patience });
                return answer.Single().Partitions
                    .Where(partition => !partition.Error.IsError && !partition.Offset.IsSpecial)
                    .ToDictionary(partition => partition.TopicPartition, partition => partition.Offset.Value);
            },
            cancellationToken);

    private static ConsumerGroup GroupOf(
        ConsumerGroupDescription description, Dictionary<TopicPartition, long> committed, Dictionary<TopicPartition, PartitionRange> ranges)
    {
        var owners = new Dictionary<TopicPartition, string>();
        foreach (var member in description.Members)
            foreach (var partition in member.Assignment?.TopicPartitions ?? [])
                owners[partition] = member.ConsumerId;

        return new(
            description.GroupId,
            description.State.ToString(),
            [
                .. description.Members
                    .OrderBy(member => member.ConsumerId, StringComparer.Ordinal)
                    .Select(member => new GroupMember(member.ConsumerId, member.ClientId, member.Host, member.Assignment?.TopicPartitions.Count ?? 0)),
            ],
            [
                .. owners.Keys.Union(committed.Keys)
                    .OrderBy(partition => partition.Topic, StringComparer.Ordinal).ThenBy(partition => partition.Partition.Value)
                    .Select(partition => PartitionOf(partition, owners.GetValueOrDefault(partition), committed, ranges.GetValueOrDefault(partition))),
            ]);
    }

    private static GroupPartition PartitionOf(TopicPartition partition, string? owner, Dictionary<TopicPartition, long> committed, PartitionRange? range)
    {
        long? next = committed.TryGetValue(partition, out var offset) ? offset : null;
        long? lag = range is null or { Fault: not null } || next is null ? null : Math.Max(0, range.High - Math.Max(next.Value, range.Low));
        return new(partition.Topic, partition.Partition.Value, owner, next, lag, lag == 0 ? 0 : null);
    }

    /// <summary>How long ago the first record came that waits, partition by partition; one that can't be read soon stays unknown.</summary>
    private async Task<IReadOnlyList<GroupPartition>> WithAgesAsync(IReadOnlyList<GroupPartition> partitions, CancellationToken cancellationToken)
    {
        var first = await reader.ReadAsync(
            [
                .. partitions
                    .Where(partition => partition is { LagRecords: > 0, Committed: not null })
                    .Select(partition => new ReadRange(new(partition.Topic, partition.Partition), partition.Committed!.Value, long.MaxValue) { MaxRecords = 1 }),
            ],
            ReadPatience,
            cancellationToken);
        var times = first.Records.ToDictionary(record => record.TopicPartition, record => RecordMoment.Of(record.Message.Timestamp));
        var now = time.GetUtcNow();
        return
        [
            .. partitions.Select(partition => times.GetValueOrDefault(new(partition.Topic, partition.Partition)) is { } moment
                ? partition with { LagSeconds = Math.Max(0, (now - moment).TotalSeconds) }
                : partition),
        ];
    }
}
