using Confluent.Kafka;
using Contracts;

namespace Benchmarks.Baselines;

/// <summary>
/// The minimum work of reading a topic to its end: <c>Consume</c>, from the assignment of the partitions to the last record. Optionally
/// decodes the records, which are statistics.
/// </summary>
internal static class BareReader
{
    public static void Run()
    {
        using var clients = new BareClients(autoCommit: false);
        var (assignment, consumer) = (clients.Assignment, clients.Consumer);
        var time = TimeProvider.System;
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = admin.GetMetadata(assignment.Topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;

        consumer.Assign(
            partitions.Select(partition => new TopicPartitionOffset(assignment.Topic, partition.PartitionId, Offset.Beginning)));
        var started = time.GetTimestamp();
        for (var records = 0; records < assignment.Records;)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { IsPartitionEOF: false } record) continue;

            records++;
            if (assignment.Decodes) Topics.PageStatistics.Decode(record.Message.Value);
        }

        ChildProgram.Print(assignment.Records / time.GetElapsedTime(started).TotalSeconds);
        consumer.Close();
    }
}
