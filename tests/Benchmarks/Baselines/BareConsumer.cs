using Benchmarks.Measuring;
using Contracts;

namespace Benchmarks.Baselines;

/// <summary>The minimum work of a consumer: <c>Consume</c>, decoding, <c>StoreOffset</c>, with the consumer of a service.</summary>
internal static class BareConsumer
{
    public static void Run()
    {
        using var clients = new BareClients(autoCommit: true);
        var (assignment, consumer) = (clients.Assignment, clients.Consumer);
        var meter = new ThroughputMeter(assignment.Records, TimeProvider.System);
        consumer.Subscribe(assignment.Topic);
        while (true)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { IsPartitionEOF: false } record) continue;

            Topics.PageEvents.Decode(record.Message.Value);
            consumer.StoreOffset(record);
            if (meter.Pass()) break;
        }

        consumer.Close();
    }
}
