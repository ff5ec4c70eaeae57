using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;
using KafkaConsole.Topics;

namespace KafkaConsole.Groups;

/// <summary>The consumer groups of the cluster, with and without members. Each call requests them from the cluster.</summary>
internal sealed class ConsumerGroupCatalogue(
    ClusterClients clients, AdminApi adminApi, TopicCatalogue topics, LagReader lag, TimeProvider time)
{
    /// <summary>All groups, by name.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or does not implement the admin API.</exception>
    public async Task<IReadOnlyList<ConsumerGroup>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await adminApi.ListConsumerGroupsAsync(cancellationToken);
        return names.Count == 0 ? [] : await DescribeAsync(names, cancellationToken);
    }

    /// <summary>One group.</summary>
    /// <exception cref="ClusterException">
    /// There is no such group, or the cluster does not answer or does not implement the admin API.
    /// </exception>
    public async Task<ConsumerGroup> FindAsync(string name, CancellationToken cancellationToken)
    {
        await adminApi.RequireAsync(cancellationToken);
        var found = await DescribeAsync([name], cancellationToken);
        if (found is not [var group] || IsMissing(group))
        {
            throw new ClusterException(ClusterErrorKind.NotFound, $"There is no consumer group {name}.");
        }

        return group;
    }

    // Clusters describe a group that they don't have as dead.
    private static bool IsMissing(ConsumerGroup group) => group is { State: nameof(ConsumerGroupState.Dead), Partitions.Count: 0 };

    private async Task<IReadOnlyList<ConsumerGroup>> DescribeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var descriptions = await clients.WithAdminClientAsync(admin => DescribeAsync(admin, names), cancellationToken);
        var committed = await Task.WhenAll(descriptions.Select(description => CommittedAsync(description.GroupId, cancellationToken)));
        var ranges = TopicSummary.RangesOf(await topics.ListAsync(cancellationToken));
        var backlogs = committed.SelectMany(offsets => offsets)
            .Select(offset => BacklogOf(offset.Key, offset.Value, ranges.GetValueOrDefault(offset.Key)))
            .OfType<Backlog>()
            .ToList();
        var waiting = await lag.ReadAsync(backlogs, cancellationToken);
        var groups = descriptions.Zip(committed, (description, offsets) => GroupOf(description, offsets, ranges, waiting));
        return [.. groups.OrderBy(group => group.Name, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<ConsumerGroupDescription>> DescribeAsync(IAdminClient admin, IReadOnlyList<string> names)
    {
        try
        {
            var result = await admin.DescribeConsumerGroupsAsync(names, new() { RequestTimeout = ClusterClients.RequestTimeout });
            return result.ConsumerGroupDescriptions;
        }
        catch (DescribeConsumerGroupsException e)
        {
            // Groups that were deleted meanwhile or that are no consumer groups are left out.
            var described = e.Results.ConsumerGroupDescriptions.Where(description => !description.Error.IsError).ToList();
            var error = e.Results.ConsumerGroupDescriptions
                .Select(description => description.Error)
                .FirstOrDefault(error => error.IsError && error.Code is not ErrorCode.GroupIdNotFound);
            if (described.Count == 0 && error is not null) throw;

            return described;
        }
    }

    // Clusters accept one group per request.
    private Task<Dictionary<TopicPartition, long>> CommittedAsync(string group, CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(
            async admin =>
            {
                var results = await admin.ListConsumerGroupOffsetsAsync(
                    [new(group, null)], new() { RequestTimeout = ClusterClients.RequestTimeout });
                return results.Single().Partitions
                    .Where(partition => !partition.Error.IsError && !partition.Offset.IsSpecial)
                    .ToDictionary(partition => partition.TopicPartition, partition => partition.Offset.Value);
            },
            cancellationToken);

    private ConsumerGroup GroupOf(
        ConsumerGroupDescription description,
        Dictionary<TopicPartition, long> committed,
        Dictionary<TopicPartition, PartitionRange> ranges,
        IReadOnlyDictionary<Backlog, WaitingRecords> waiting)
    {
        var members = description.Members.OrderBy(member => member.ConsumerId, StringComparer.Ordinal).ToList();
        var assigned = members
            .SelectMany(PartitionsOf, (member, partition) => (Partition: partition, member.ConsumerId))
            .DistinctBy(assignment => assignment.Partition)
            .ToDictionary(assignment => assignment.Partition, assignment => assignment.ConsumerId);
        var partitions = assigned.Keys.Union(committed.Keys)
            .OrderBy(partition => partition.Topic, StringComparer.Ordinal)
            .ThenBy(partition => partition.Partition.Value);
        return new(
            description.GroupId,
            description.State.ToString(),
            [.. members.Select(member => new GroupMember(member.ConsumerId, member.ClientId, member.Host, PartitionsOf(member).Count))],
            [.. partitions.Select(Partition)]);

        GroupPartition Partition(TopicPartition partition)
        {
            long? offset = committed.TryGetValue(partition, out var value) ? value : null;
            var known = BacklogOf(partition, offset, ranges.GetValueOrDefault(partition)) is { } backlog ? waiting[backlog] : null;
            var age = known is { Records: 0 } ? TimeSpan.Zero : time.GetUtcNow() - known?.FirstTime;
            return new(
                partition.Topic,
                partition.Partition.Value,
                assigned.GetValueOrDefault(partition),
                offset,
                known?.Records,
                known is { IsUpperBound: true },
                age is { } waits ? Math.Max(0, waits.TotalSeconds) : null);
        }
    }

    private static List<TopicPartition> PartitionsOf(MemberDescription member) => member.Assignment?.TopicPartitions ?? [];

    /// <summary>The offsets that wait for a partition's member; null when its committed offset or its end is unknown.</summary>
    private static Backlog? BacklogOf(TopicPartition partition, long? committed, PartitionRange? range) =>
        committed is { } offset && range is { Error: null } ? new(partition, Math.Max(offset, range.Low), range.High) : null;
}
