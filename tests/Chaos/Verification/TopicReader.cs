using System.Text;
using Chaos.Kafka;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Chaos.Verification;

/// <summary>A record of a topic.</summary>
internal sealed record TopicRecord(int Partition, long Offset, DateTimeOffset Timestamp, string? Key, byte[]? Value);

/// <summary>Reads whole topics with a plain consumer of committed records.</summary>
internal sealed class TopicReader(IKafka kafka, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns the names of all topics.</summary>
    public IReadOnlyList<string> Topics()
    {
        using var admin = NewAdmin();
        return [.. admin.GetMetadata(Timeout).Topics.Select(topic => topic.Topic)];
    }

    /// <summary>Returns the number of partitions of a topic.</summary>
    public int PartitionsOf(string topic)
    {
        using var admin = NewAdmin();
        return admin.GetMetadata(topic, Timeout).Topics.Single().Partitions.Count;
    }

    /// <summary>Returns the records of a topic, in the order of each partition, when no transaction is open there any more.</summary>
    /// <exception cref="TimeoutException">A transaction stays open, or the cluster does not answer.</exception>
    /// <exception cref="InvalidOperationException">The beginning of the topic is deleted.</exception>
    public async Task<IReadOnlyList<TopicRecord>> ReadAsync(string topic)
    {
        await NoTransactionIsOpenAsync(topic);
        return await Task.Run(() => Read(topic));
    }

    private async Task NoTransactionIsOpenAsync(string topic)
    {
        using var admin = NewAdmin();
        var partitions = Enumerable.Range(0, PartitionsOf(topic)).Select(partition => new TopicPartition(topic, partition)).ToList();
        var beginnings = await OffsetsAsync(admin, partitions, OffsetSpec.Earliest(), IsolationLevel.ReadUncommitted);
        if (beginnings.Any(beginning => beginning > 0))
        {
            throw new InvalidOperationException($"The beginning of {topic} is deleted, so that it can't be compared.");
        }

        var started = time.GetTimestamp();
        while (!(await OffsetsAsync(admin, partitions, OffsetSpec.Latest(), IsolationLevel.ReadCommitted))
                   .SequenceEqual(await OffsetsAsync(admin, partitions, OffsetSpec.Latest(), IsolationLevel.ReadUncommitted)))
        {
            if (time.GetElapsedTime(started) > Timeout) throw new TimeoutException($"A transaction is still open on {topic}.");
            await Task.Delay(PollInterval, time);
        }
    }

    private static async Task<IReadOnlyList<long>> OffsetsAsync(
        IAdminClient admin, IEnumerable<TopicPartition> partitions, OffsetSpec which, IsolationLevel isolation)
    {
        var result = await admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = which }),
            new() { RequestTimeout = Timeout, IsolationLevel = isolation });
        return
        [
            .. result.ResultInfos.Select(info => info.TopicPartitionOffsetError)
                .OrderBy(offset => offset.Partition.Value)
                .Select(offset => offset.Offset.Value),
        ];
    }

    private List<TopicRecord> Read(string topic)
    {
        var config = kafka.Client<ConsumerConfig>();
        config.GroupId = "chaos"; // never joined
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        config.EnableAutoCommit = false;
        config.EnablePartitionEof = true;
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();
        var unread = Enumerable.Range(0, PartitionsOf(topic)).ToHashSet();
        consumer.Assign(unread.Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var records = new List<TopicRecord>();
        while (unread.Count > 0)
        {
            var result = consumer.Consume(Timeout) ?? throw new TimeoutException($"{topic} could not be read within {Timeout}.");
            if (result.IsPartitionEOF) unread.Remove(result.Partition);
            else records.Add(new(result.Partition, result.Offset, result.Message.Timestamp.UtcDateTime, TextOf(result.Message.Key), result.Message.Value));
        }

        return records;
    }

    private IAdminClient NewAdmin() => new AdminClientBuilder(kafka.Client<AdminClientConfig>())
        .SetLogHandler((_, _) => { })
        .SetErrorHandler((_, _) => { })
        .Build();

    private static string? TextOf(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
