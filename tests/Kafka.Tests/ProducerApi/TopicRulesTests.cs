using Messaging.Topics;
using Microsoft.Extensions.Configuration;
using ProducerApi;
using ProducerApi.Security;

namespace Kafka.Tests.ProducerApi;

public sealed class TopicRulesTests
{
    [Theory]
    [InlineData("page-events", true)]
    [InlineData("Any_topic.at-all", true)]
    [InlineData("_a", true)]
    [InlineData("page-statistics-2", true)]
    [InlineData("Page-Statistics", true)] // names are case-sensitive
    [InlineData("dead", true)]
    [InlineData("a.dead.b", true)]
    [InlineData("page-statistics", false)]
    [InlineData("page-events-json", false)]
    [InlineData("dead-letters.redriven", false)]
    [InlineData("dead-letters_redriven", false)] // Kafka creates only one of two topics whose names differ in . and _
    [InlineData("page-events.group.dead", false)]
    [InlineData("page-events_group_dead", false)]
    [InlineData("page-statistics.group.DEAD", false)] // KafkaConsole reads dead-letter topics in any case
    [InlineData("page-statistics.group_Dead", false)]
    [InlineData("__consumer_offsets", false)]
    [InlineData("._consumer_offsets", false)]
    public void By_default_all_topics_are_allowed_except_those_with_one_writer_dead_letters_and_internal_ones(string topic, bool allowed)
    {
        Assert.Equal(allowed, Allows(new(), topic));
        Assert.Equal(allowed, Allows(new() { Allow = ["*", topic], Deny = ["nothing"] }, topic)); // no pattern opens them
    }

    [Theory]
    [InlineData("Topics:page-statistics:Name", "StreamsService")]
    [InlineData("Topics:page-events-json:Name", "JsonService")]
    [InlineData("Topics:dead-letters.redriven:Name", "KafkaConsole")]
    public void A_topic_with_one_writer_is_protected_under_its_configured_name_and_the_writer_is_named(string key, string writer)
    {
        var rules = new TopicRules(new(), Protected((key, "x.y")));

        Assert.Equal($"Only {writer} writes to 'x.y'.", rules.Check("x.y")?.Detail);
        Assert.Equal($"Only {writer} writes to 'x.y', whose name Kafka treats like 'x_y'.", rules.Check("x_y")?.Detail);
    }

    [Theory]
    [InlineData("team-a.orders", true)]
    [InlineData("team-a.secret", false)]
    [InlineData("team-b.orders", false)]
    [InlineData("TEAM-A.orders", false)]
    public void A_topic_must_match_an_allowed_pattern_and_no_denied_one(string topic, bool allowed) =>
        Assert.Equal(allowed, Allows(new() { Allow = ["team-a.*"], Deny = ["*.secret"] }, topic));

    [Theory]
    [InlineData("a", true)]
    [InlineData("A.b_c-9", true)]
    [InlineData("...", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    [InlineData("a\n", false)]
    public void Names_are_those_that_Kafka_accepts(string topic, bool isName) => Assert.Equal(isName, TopicRules.IsName(topic));

    [Fact]
    public void A_name_has_at_most_249_characters()
    {
        Assert.True(TopicRules.IsName(new('a', 249)));
        Assert.False(TopicRules.IsName(new('a', 250)));
    }

    private static bool Allows(TopicPatterns patterns, string topic) => new TopicRules(patterns, Protected()).Check(topic) is null;

    private static ProtectedTopics Protected(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(it => KeyValuePair.Create(it.Key, (string?)it.Value))).Build());
}
