using Confluent.Kafka;
using KafkaConsole.Search;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class PartitionChunkTests
{
    private const long TargetBytes = 1_000_000;

    private static readonly TopicPartition Partition = new("topic", 0);

    [Theory]
    [InlineData(true, 900, 1_000)]
    [InlineData(false, 0, 100)]
    public void The_first_chunk_is_small_and_at_the_end_or_the_beginning(bool newestFirst, long from, long to) =>
        Assert.Equal(new(from, to), new PartitionPlan(Partition, newestFirst, new OffsetRange(0, 1_000)).Next);

    [Fact]
    public void Chunks_without_records_grow()
    {
        var plan = new PartitionPlan(Partition, newestFirst: true, new OffsetRange(0, 1_000_000));
        var rounds = 0;
        for (; plan.Remaining > 0; rounds++)
        {
            var chunk = NewChunk(plan, newestFirst: true);
            chunk.Receive(End(1_000_000)); // all of them were deleted or aborted
            plan = chunk.Complete(new HashSet<ConsumeResult<byte[], byte[]>>(), TargetBytes);
        }

        Assert.InRange(rounds, 2, 10);
        Assert.Equal(1, plan.Share);
    }

    [Fact]
    public void A_chunk_that_is_too_large_is_read_again_in_smaller_parts()
    {
        var plan = new PartitionPlan(Partition, newestFirst: true, new OffsetRange(0, 1_000));
        var chunk = NewChunk(plan, newestFirst: true);
        for (var offset = 900; offset < 950; offset++) chunk.Receive(Record(offset, bytes: 100_000));
        chunk.Cut();

        Assert.Empty(chunk.Hits);
        var next = chunk.Complete(new HashSet<ConsumeResult<byte[], byte[]>>(), TargetBytes);
        Assert.Equal(1_000, next.Remaining);
        Assert.Equal(new(990, 1_000), next.Next);
    }

    [Fact]
    public void Forward_a_chunk_that_is_too_large_is_continued_where_it_was_cut()
    {
        var plan = new PartitionPlan(Partition, newestFirst: false, new OffsetRange(0, 1_000));
        var chunk = NewChunk(plan, newestFirst: false);
        for (var offset = 0; offset < 50; offset++) chunk.Receive(Record(offset, bytes: 100_000));
        chunk.Cut();

        var next = chunk.Complete(chunk.Hits.ToHashSet(), TargetBytes);
        Assert.Equal(new(50, 60), next.Next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hits_that_are_too_many_or_too_large_are_left_for_later(bool newestFirst)
    {
        var plan = new PartitionPlan(Partition, newestFirst, new OffsetRange(0, 100));
        var found = new List<long>();
        while (plan.Remaining > 0)
        {
            var chunk = NewChunk(plan, newestFirst, maxHits: 7);
            for (var offset = plan.Next.From; !chunk.IsRead; offset++) chunk.Receive(Record(offset, bytes: 30_000));
            Assert.InRange(chunk.Hits.Count, 1, 8);
            var taken = (newestFirst ? chunk.Hits.Reverse() : chunk.Hits).Take(3).ToList();
            found.AddRange(taken.Select(hit => hit.Offset.Value));
            plan = chunk.Complete(taken.ToHashSet(), TargetBytes);
        }

        var expected = Enumerable.Range(0, 100).Select(offset => (long)offset);
        Assert.Equal(newestFirst ? expected.Reverse() : expected, found);
    }

    private static PartitionChunk NewChunk(PartitionPlan plan, bool newestFirst, int maxHits = int.MaxValue) =>
        new(new(new RecordFilter(), newestFirst, [plan]), plan, maxHits, maxHitBytes: 10_000_000);

    private static ConsumeResult<byte[], byte[]> Record(long offset, int bytes) => new()
    {
        TopicPartitionOffset = new(Partition, offset),
        Message = new() { Value = new byte[bytes] },
    };

    private static ConsumeResult<byte[], byte[]> End(long offset) =>
        new() { TopicPartitionOffset = new(Partition, offset), IsPartitionEOF = true };
}
