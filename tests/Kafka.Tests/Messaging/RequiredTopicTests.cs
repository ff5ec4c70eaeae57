using Messaging.Topics;

namespace Kafka.Tests.Messaging;

public sealed class RequiredTopicTests
{
    private static readonly RequiredTopic Source = new("source", 4, -1);
    private static readonly RequiredTopic Table = new("table", 4, -1) { CoPartitionedWith = "source" };

    [Fact]
    public void A_topic_that_exists_is_not_created() =>
        Assert.Equal(["source"], Names(RequiredTopic.Missing([Source, Table], Existing("table", 4))));

    [Fact]
    public void A_topic_that_is_required_twice_is_created_once() =>
        Assert.Equal(["source"], Names(RequiredTopic.Missing([Source, Source], Existing("other", 1))));

    [Theory]
    [InlineData(4, 4)]
    [InlineData(12, 12)]
    [InlineData(2, 4)]
    public void A_table_gets_at_least_the_partitions_of_a_source_that_exists(int source, int expected) =>
        Assert.Equal(expected, RequiredTopic.Missing([Source, Table], Existing("source", source)).Single().Partitions);

    [Fact]
    public void A_table_gets_at_least_the_partitions_that_its_source_is_created_with() =>
        Assert.Equal([12, 12], RequiredTopic.Missing([Source with { Partitions = 12 }, Table], Existing("other", 1)).Select(topic => topic.Partitions));

    private static Dictionary<string, int> Existing(string name, int partitions) => new() { [name] = partitions };

    private static IEnumerable<string> Names(IEnumerable<RequiredTopic> topics) => topics.Select(topic => topic.Name);
}
