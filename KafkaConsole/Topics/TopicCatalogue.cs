using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;

namespace KafkaConsole.Topics;

/// <summary>The topics of the cluster, read anew each time.</summary>
internal sealed class TopicCatalogue(ClusterClients clients, TopicRates rates, RecordSizes sizes)
{
    /// <summary>All topics, by name.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<IReadOnlyList<TopicSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var partitions = await PartitionsAsync(_ => true, cancellationToken);
        rates.Keep(partitions.Select(partition => partition.Topic).ToHashSet());
        return await SummariesAsync(partitions, cancellationToken);
    }

    /// <summary>One topic.</summary>
    /// <exception cref="ClusterException">There is none of that name, or the cluster does not answer.</exception>
    public async Task<TopicSummary> FindAsync(string topic, CancellationToken cancellationToken) =>
        await TryFindAsync(topic, cancellationToken) ?? throw ClusterException.NoSuchTopic(topic);

    /// <summary>One topic, or null when there is none of that name.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<TopicSummary?> TryFindAsync(string topic, CancellationToken cancellationToken)
    {
        var partitions = await PartitionsAsync(name => name == topic, cancellationToken);
        return partitions.Count == 0 ? null : (await SummariesAsync(partitions, cancellationToken)).Single();
    }

    /// <summary>How many partitions each of these topics has; those that don't exist are left out.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, int>> CountPartitionsAsync(IReadOnlySet<string> topics, CancellationToken cancellationToken) =>
        (await PartitionsAsync(topics.Contains, cancellationToken))
            .GroupBy(partition => partition.Topic)
            .ToDictionary(partitions => partitions.Key, partitions => partitions.Count());

    // The metadata of all topics: a request by name would create the topic on clusters that create topics automatically.
    private Task<IReadOnlyList<TopicPartition>> PartitionsAsync(Func<string, bool> isWanted, CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(
            admin => Task.FromResult<IReadOnlyList<TopicPartition>>(
            [
                .. from topic in admin.GetMetadata(ClusterClients.RequestTimeout).Topics
                   where isWanted(topic.Topic)
                   from partition in topic.Partitions
                   select new TopicPartition(topic.Topic, partition.PartitionId),
            ]),
            cancellationToken);

    private async Task<IReadOnlyList<TopicSummary>> SummariesAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0) return [];

        var lows = OffsetsAsync(partitions, OffsetSpec.Earliest(), cancellationToken);
        var highs = OffsetsAsync(partitions, OffsetSpec.Latest(), cancellationToken);
        await Task.WhenAll(lows, highs);
        return
        [
            .. from partition in partitions
               group partition by partition.Topic into topic
               orderby topic.Key
               select Summary(topic.Key, [.. topic.OrderBy(partition => partition.Partition.Value).Select(partition => RangeOf(lows.Result[partition], highs.Result[partition]))]),
        ];
    }

    private TopicSummary Summary(string name, IReadOnlyList<PartitionRange> partitions)
    {
        var summary = new TopicSummary(name, partitions);
        return summary with
        {
            RecordsPerSecond = partitions.Any(partition => partition.Error is not null) ? null : rates.Observe(name, partitions.Sum(partition => partition.High)),
            EstimatedBytes = sizes.Estimate(name, summary.Records),
        };
    }

    private static PartitionRange RangeOf(TopicPartitionOffsetError low, TopicPartitionOffsetError high)
    {
        var error = low.Error.IsError ? low.Error : high.Error;
        return error.IsError
            ? new(low.Partition.Value, 0, 0) { Error = error.Reason }
            : new(low.Partition.Value, low.Offset.Value, Math.Max(low.Offset.Value, high.Offset.Value)); // two requests, and retention may delete records in between
    }

    private Task<Dictionary<TopicPartition, TopicPartitionOffsetError>> OffsetsAsync(
        IReadOnlyList<TopicPartition> partitions, OffsetSpec spec, CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(
            async admin =>
            {
                ListOffsetsResult result;
                try
                {
                    result = await admin.ListOffsetsAsync(
                        partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
                        new() { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = ClusterClients.RequestTimeout });
                }
                catch (ListOffsetsException e)
                {
                    result = new() { ResultInfos = e.Result.ResultInfos };
                }

                return result.ResultInfos.ToDictionary(info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError);
            },
            cancellationToken);
}
