using Confluent.Kafka;
using Confluent.Kafka.Admin;
using KafkaConsole.Cluster;

namespace KafkaConsole.Topics;

/// <summary>The topics of the cluster. Each call requests them from the cluster.</summary>
internal sealed class TopicCatalogue(ClusterClients clients, TopicRates rates, RecordSizes sizes)
{
    /// <summary>All topics, by name.</summary>
    /// <exception cref="ClusterException">The cluster does not answer.</exception>
    public async Task<IReadOnlyList<TopicSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var partitions = await PartitionsAsync(_ => true, cancellationToken);
        rates.RemoveExcept(partitions.Select(partition => partition.Topic).ToHashSet());
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
    public async Task<IReadOnlyDictionary<string, int>> CountPartitionsAsync(
        IReadOnlySet<string> topics, CancellationToken cancellationToken) =>
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

    private async Task<IReadOnlyList<TopicSummary>> SummariesAsync(
        IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
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
               select SummaryOf(topic.Key, [.. topic.OrderBy(partition => partition.Partition.Value).Select(Range)]),
        ];

        PartitionRange Range(TopicPartition partition) => RangeOf(lows.Result[partition], highs.Result[partition]);
    }

    private TopicSummary SummaryOf(string name, IReadOnlyList<PartitionRange> partitions)
    {
        var isComplete = partitions.All(partition => partition.Error is null);
        var summary = new TopicSummary(name, partitions);
        return summary with
        {
            RecordsPerSecond = isComplete ? rates.Observe(name, partitions.Sum(partition => partition.High)) : null,
            EstimatedBytes = sizes.Estimate(name, summary.Records),
        };
    }

    private static PartitionRange RangeOf(TopicPartitionOffsetError low, TopicPartitionOffsetError high)
    {
        var error = low.Error.IsError ? low.Error : high.Error;
        if (error.IsError) return new(low.Partition.Value, 0, 0) { Error = error.Reason };

        // The offsets come from two requests, and retention may delete records in between.
        return new(low.Partition.Value, low.Offset.Value, Math.Max(low.Offset.Value, high.Offset.Value));
    }

    private Task<Dictionary<TopicPartition, TopicPartitionOffsetError>> OffsetsAsync(
        IReadOnlyList<TopicPartition> partitions, OffsetSpec spec, CancellationToken cancellationToken) =>
        clients.WithAdminClientAsync(
            async admin => (await ListOffsetsAsync(admin, partitions, spec))
                .Select(info => info.TopicPartitionOffsetError)
                .ToDictionary(offset => offset.TopicPartition),
            cancellationToken);

    private static async Task<IEnumerable<ListOffsetsResultInfo>> ListOffsetsAsync(
        IAdminClient admin, IReadOnlyList<TopicPartition> partitions, OffsetSpec spec)
    {
        try
        {
            var result = await admin.ListOffsetsAsync(
                partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
                new() { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = ClusterClients.RequestTimeout });
            return result.ResultInfos;
        }
        catch (ListOffsetsException e)
        {
            return e.Result.ResultInfos; // some partitions have an error, and the others have offsets
        }
    }
}
