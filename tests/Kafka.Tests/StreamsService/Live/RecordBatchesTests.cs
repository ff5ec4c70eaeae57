using Microsoft.Extensions.Time.Testing;
using StreamsService.Live.Records;

namespace Kafka.Tests.StreamsService.Live;

public sealed class RecordBatchesTests
{
    private readonly FakeTimeProvider _time = new(PageEvents.Noon);
    private readonly RecordBatches _batches;
    private long _offset;

    public RecordBatchesTests() => _batches = new(_time);

    [Fact]
    public void The_first_batch_has_the_newest_earlier_records_in_order_of_time()
    {
        for (var second = 100; second >= 1; second--) Assert.Null(Next(second));

        var batch = _batches.Next(null);

        Assert.Equal(0, batch?.Skipped);
        var newest = Enumerable.Range(51, 50).Select(second => PageEvents.Noon.AddSeconds(second));
        Assert.Equal(newest, batch?.Records.Select(record => record.Time));
    }

    [Fact]
    public void The_first_batch_is_due_after_a_second_even_if_records_keep_arriving()
    {
        Assert.Null(Next());
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Null(Next());
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(3, Next()?.Records.Count);
    }

    [Fact]
    public void After_a_pause_a_record_is_shown_at_once_and_the_next_after_100_ms()
    {
        TakeFirstBatch();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, Next()?.Records.Count);
        Assert.Null(Next());
        Assert.Null(_batches.Next(null));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, _batches.Next(null)?.Records.Count);
        Assert.Null(_batches.Next(null));
    }

    [Fact]
    public void A_batch_has_the_newest_records_and_the_number_of_skipped_ones()
    {
        TakeFirstBatch();
        for (var record = 0; record < 180; record++) Assert.Null(Next());
        _time.Advance(TimeSpan.FromMilliseconds(100));

        var batch = _batches.Next(null);

        Assert.Equal(130, batch?.Skipped);
        Assert.Equal(Enumerable.Range(131, 50), batch?.Records.Select(record => (int)record.Offset));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, Next()?.Skipped);
    }

    private void TakeFirstBatch()
    {
        Next();
        Assert.NotNull(_batches.Next(null));
    }

    private RecordBatch? Next(int second = 0) => _batches.Next(new()
    {
        TopicPartitionOffset = new("t", 0, _offset++),
        Message = new() { Key = [], Value = [], Timestamp = new(PageEvents.Noon.AddSeconds(second)), Headers = [] },
    });
}
