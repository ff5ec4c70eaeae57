using Messaging;
using Messaging.Idempotency;

namespace Kafka.Tests.Messaging.Idempotency;

public sealed class FingerprintTests
{
    private static readonly OutgoingRecord Record = new("t", "k"u8.ToArray(), "v"u8.ToArray())
    {
        Partition = 1,
        Headers = [new("a", "1"u8.ToArray()), new("b", null)],
    };

    public static TheoryData<string, OutgoingRecord> OtherRecords => new()
    {
        { "topic", Record with { Topic = "u" } },
        { "key", Record with { Key = "l"u8.ToArray() } },
        { "no key", Record with { Key = null } },
        { "empty key", Record with { Key = [] } },
        { "value", Record with { Value = "w"u8.ToArray() } },
        { "tombstone", Record with { Value = null } },
        { "partition", Record with { Partition = 2 } },
        { "no partition", Record with { Partition = null } },
        { "timestamp", Record with { Timestamp = PageEvents.Noon } },
        { "headers", Record with { Headers = [new("a", "1"u8.ToArray())] } },
        { "header", Record with { Headers = [new("a", "2"u8.ToArray()), new("b", null)] } },
        { "order of the headers", Record with { Headers = [new("b", null), new("a", "1"u8.ToArray())] } },
        { "where the key ends", Record with { Key = "kv"u8.ToArray(), Value = [] } },
    };

    [Theory]
    [MemberData(nameof(OtherRecords))]
    public void Another_record_has_another_fingerprint(string difference, OutgoingRecord other) =>
        Assert.False(Fingerprint.Of(Record) == Fingerprint.Of(other), difference);

    [Fact]
    public void The_same_record_has_the_same_fingerprint() =>
        Assert.Equal(Fingerprint.Of(Record), Fingerprint.Of(Record with { Key = "k"u8.ToArray(), Value = "v"u8.ToArray() }));
}
