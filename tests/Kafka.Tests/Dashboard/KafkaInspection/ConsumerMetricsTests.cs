using Dashboard.Door;
using Dashboard.Kafka.Groups;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using static Kafka.Tests.Dashboard.Metrics.Readings;

namespace Kafka.Tests.Dashboard.KafkaInspection;

public sealed class ConsumerMetricsTests
{
    private readonly FakeTimeProvider _time = new(At(10));
    private readonly MetricStore _store;
    private readonly ConsumerMetrics _consumers;

    public ConsumerMetricsTests()
    {
        var resources = new TestResources(Worker(1), Worker(2));
        _store = new(new(), _time);
        _consumers = new(_store, new(resources), _time);
    }

    [Fact]
    public void Each_partition_is_told_with_who_reads_it_and_how_far_behind()
    {
        _store.Add(Replica(2), [Lag(9, partition: 1, records: 5), LagTime(9, partition: 1, seconds: 0.5), Lag(9, partition: 0, records: 0)]);

        Assert.Equal(
        [
            new("counting", "page-events", 0, "worker-2", 0, 0, At(9)),
            new("counting", "page-events", 1, "worker-2", 5, 0.5, At(9)),
        ], _consumers.Partitions);
    }

    [Fact]
    public void The_member_that_reported_a_partition_last_has_it()
    {
        _store.Add(Replica(1), [Lag(8, partition: 0, records: 7)]);
        _store.Add(Replica(2), [Lag(9, partition: 0, records: 3)]);

        Assert.Equal(("worker-2", 3), Assert.Single(_consumers.Partitions) is var only ? (only.Member, only.LagRecords) : default);
    }

    [Fact]
    public void What_was_reported_more_than_ten_seconds_ago_does_not_count()
    {
        _store.Add(Replica(1), [Lag(9, partition: 0, records: 7)]);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Single(_consumers.Partitions);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_consumers.Partitions);
    }

    private static Resource Worker(int number) => new($"worker-{number}", "worker", ResourceType.Project, ResourceState.Running) { InstanceId = $"instance-{number}" };

    private static Source Replica(int number) => new("worker", $"instance-{number}");

    private static Reading Lag(double second, int partition, long records) => Reported("kafka.consumer.lag", "{message}", second, partition, records);

    private static Reading LagTime(double second, int partition, double seconds) => Reported("kafka.consumer.lag.time", "s", second, partition, seconds);

    private static Reading Reported(string name, string unit, double second, int partition, double value) => new(
        new("Messaging", name, InstrumentKind.Gauge, unit, ""),
        Of(("messaging.destination.name", "page-events"), ("messaging.consumer.group.name", "counting"), ("messaging.destination.partition.id", $"{partition}")),
        At(second), value);
}
