using Confluent.Kafka;
using KafkaConsole.Records;

namespace Kafka.Tests.KafkaConsole.Records;

public sealed class TailBufferTests
{
    [Theory]
    [InlineData(1, 3_000, TailBuffer.MaxRecords)]
    [InlineData(1024 * 1024, 50, 16)]
    [InlineData((int)TailBuffer.MaxBytes + 1, 3, 1)]
    public async Task The_oldest_records_are_dropped_beyond_a_number_and_beyond_a_size(int bytes, int added, int kept)
    {
        var (value, inHeader) = (new byte[bytes], new Headers { { "", new byte[bytes] } });
        var buffer = new TailBuffer();
        for (var offset = 0; offset < added; offset++) buffer.Add(offset % 2 == 0 ? Record(offset, value, []) : Record(offset, [], inHeader));
        buffer.Complete(null);

        var offsets = await buffer.ReadAllAsync(TestContext.Current.CancellationToken).Select(record => record.Offset.Value).ToListAsync();

        Assert.Equal(Enumerable.Range(added - kept, kept).Select(offset => (long)offset), offsets);
        Assert.Equal(added - kept, buffer.Dropped);
    }

    [Fact]
    public async Task What_is_read_makes_room()
    {
        var buffer = new TailBuffer();
        buffer.Add(Record(0, new byte[TailBuffer.MaxBytes], []));
        await using var reading = buffer.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        await reading.MoveNextAsync();

        buffer.Add(Record(1, new byte[TailBuffer.MaxBytes / 2], []));
        buffer.Add(Record(2, new byte[TailBuffer.MaxBytes / 2], []));

        await reading.MoveNextAsync();
        Assert.Equal((1, 0), (reading.Current.Offset.Value, buffer.Dropped));
    }

    private static ConsumeResult<byte[], byte[]> Record(long offset, byte[] value, Headers headers) => new()
    {
        TopicPartitionOffset = new("t", 0, offset),
        Message = new() { Value = value, Headers = headers },
    };
}
