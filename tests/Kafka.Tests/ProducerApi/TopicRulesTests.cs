using ProducerApi.Security;

namespace Kafka.Tests.ProducerApi;

public sealed class TopicRulesTests
{
    [Theory]
    [InlineData("page-events", true)]
    [InlineData("Any_topic.at-all", true)]
    [InlineData("__consumer_offsets", false)]
    [InlineData("page-events.group.dead", false)]
    [InlineData("page-statistics", false)]
    [InlineData("page-statistics-2", true)]
    public void By_default_all_but_internal_dead_letter_and_statistics_topics_are_allowed(string topic, bool allowed) =>
        Assert.Equal(allowed, new TopicRules(new(), "page-statistics").Allows(topic));

    [Theory]
    [InlineData("team-a.orders", true)]
    [InlineData("team-a.secret", false)]
    [InlineData("team-b.orders", false)]
    [InlineData("TEAM-A.orders", false)]
    public void A_topic_must_match_an_allowed_pattern_and_no_denied_one(string topic, bool allowed) =>
        Assert.Equal(allowed, new TopicRules(new() { Allow = ["team-a.*"], Deny = ["*.secret"] }, "page-statistics").Allows(topic));

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
}
