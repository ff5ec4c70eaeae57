using Contracts;
using Messaging;

namespace Kafka.Tests.SinkService;

/// <summary>Records as a sink gets them.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static Record<T> Of<T>(T value, int partition = 0, long offset = 0, DateTimeOffset? timestamp = null) => new(
        new() { Topic = "topic", Partition = partition, Offset = offset, Message = new() { Timestamp = new(timestamp ?? Noon) } }, value);

    public static AnonymousPageEvent Event(string page = "P1", DateTimeOffset? date = null) =>
        new(page, "hash", date ?? Noon, 300, DurationClass.Brief);

    public static WindowPartial Partial(string page = "P1", DateTimeOffset? window = null, int partition = 0, long count = 1, long total = 300) =>
        new(page, window ?? Noon, partition, count, total, Minimum: 100, Maximum: 200, Users: [], Offset: 0);
}
