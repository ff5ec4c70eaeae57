using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Records;
using KafkaConsole.Topics;

namespace KafkaConsole.Groups;

/// <summary>The consumer groups that the cluster knows, whether or not they have members.</summary>
internal sealed class AdminApiGroups(ClusterClients clients, AdminApi adminApi, TopicCatalogue topics, PartitionReader reader, TimeProvider time)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(1);

    /// <summary>All groups, by name.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or does not implement the admin API.</exception>
    public async Task<IReadOnlyList<ConsumerGroup>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await adminApi.ListConsumerGroupsAsync(cancellationToken);
        return names.Count == 0 ? [] : await DescribeAsync(names, cancellationToken);
    }

    /// <summary>One group, with the age of its lag.</summary>
    /// <exception cref="ClusterException">There is no such group, or the cluster does not answer or does not implement the admin API.</exception>
    public async Task<ConsumerGroup> FindAsync(string name, CancellationToken cancellationToken)
    {
        await adminApi.RequireAsync(cancellationToken);
        var found = await DescribeAsync([name], cancellationToken);
        return found is [var group] && group is not { State: nameof(ConsumerGroupState.Dead), Partitions.Count: 0 } // how clusters describe a group that they don't have
            ? group with { Partitions = await WithAgesAsync(group.Partitions, cancellationToken) }
            : throw new ClusterException(ClusterErrorKind.NotFound, $"There is no consumer group {name}.");
    }

    private async Task<IReadOnlyList<ConsumerGroup>> DescribeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var descriptions = await clients.WithAdminClientAsync(admin => DescribeAsync(admin, names), cancellationToken);
        var committed = await Task.WhenAll(descriptions.Select(description => CommittedAsync(description.GroupId, cancellationToken)));
        var ranges = (await topics.ListAsync(cancellationToken))
            .SelectMany(topic => topic.Partitions.Select(range => (Partition: new TopicPartition(topic.Name, range.Partition), Range: range)))
            .ToDictionary(partition => partition.Partition, partition => partition.Range);
        return [.. descriptions.Zip(committed, (description, offsets) => GroupOf(description, offsets, ranges)).OrderBy(group => group.Name, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<ConsumerGroupDescription>> DescribeAsync(IAdminClient admin, IReadOnlyList<string> names)
    {
        try
        {
            return (await admin.DescribeConsumerGroupsAsync(names, new() { RequestTimeout = ClusterClients.RequestTimeout })).ConsumerGroupDescriptions;
        }
        catch (DescribeConsumerGroupsException e)
        {
            // Groups that were deleted meanwhile or that are no consumer groups are left out.
            var described = e.Results.ConsumerGroupDescriptions.Where(description => !description.Error.IsError).ToList();
            var error = e.Results.ConsumerGroupDescriptions.Select(description => description.Error).FirstOrDefault(error => error.IsError && error.Code is not ErrorCode.GroupIdNotFound);
            return described.Count > 0 || error is null ? described : throw new KafkaException(error);
        }
    }

    // Clusters accept one group per request.
    private Task<Dictionary<TopicPartition, long>> CommittedAsync(string group, CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(
            async admin =>
            {
                var results = await admin.ListConsumerGroupOffsetsAsync([new(group, null)], new() { RequestTimeout = ClusterClients.RequestTimeout });
                return results.Single().Partitions
                    .Where(partition => !partition.Error.IsError && !partition.Offset.IsSpecial)
                    .ToDictionary(partition => partition.TopicPartition, partition => partition.Offset.Value);
            },
            cancellationToken);

    private static ConsumerGroup GroupOf(
        ConsumerGroupDescription description, Dictionary<TopicPartition, long> committed, Dictionary<TopicPartition, PartitionRange> ranges)
    {
        var owners = description.Members
            .SelectMany(member => (member.Assignment?.TopicPartitions ?? []).Select(partition => (partition, member.ConsumerId)))
            .DistinctBy(assigned => assigned.partition)
            .ToDictionary(assigned => assigned.partition, assigned => assigned.ConsumerId);
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
        long? lag = range is null or { Error: not null } || next is null ? null : Math.Max(0, range.High - Math.Max(next.Value, range.Low));
        return new(partition.Topic, partition.Partition.Value, owner, next, lag, lag == 0 ? 0 : null);
    }

    /// <summary>Reads the first record after each committed offset, for a second at most; ages that are not read by then stay unknown.</summary>
    private async Task<IReadOnlyList<GroupPartition>> WithAgesAsync(IReadOnlyList<GroupPartition> partitions, CancellationToken cancellationToken)
    {
        var first = await reader.ReadAsync(
            [
                .. partitions
                    .Where(partition => partition is { LagRecords: > 0, Committed: not null })
                    .Select(partition => new ReadRange(new(partition.Topic, partition.Partition), partition.Committed!.Value, long.MaxValue) { MaxRecords = 1 }),
            ],
            ReadTimeout,
            cancellationToken);
        var times = first.Records.ToDictionary(record => record.TopicPartition, TopicRecord.TimeOf);
        var now = time.GetUtcNow();
        return
        [
            .. partitions.Select(partition => times.GetValueOrDefault(new(partition.Topic, partition.Partition)) is { } produced
                ? partition with { LagSeconds = Math.Max(0, (now - produced).TotalSeconds) }
                : partition),
        ];
    }
}
