using KafkaConsole.Search;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class SearchAddressTests
{
    [Theory]
    [InlineData("a&b=c#d?e/f+g %2B")]
    [InlineData("é😀\n\"'<>")]
    [InlineData("$.user == \"U1\" && $['a b'] > 1")]
    public void What_is_typed_comes_back_from_the_address(string text)
    {
        var page = SearchAddress.PageOf("topic", new Dictionary<string, string> { ["text"] = text, ["key"] = "", ["header"] = text });

        var address = SearchAddress.Parse("topic", $"http://localhost/{page}");

        Assert.Equal(text, address.Values["text"]);
        Assert.Equal(["header", "text"], address.Values.Keys.Order());
        Assert.Equal(page, address.Page);
    }

    [Fact]
    public void The_order_of_the_parameters_and_a_selected_record_make_no_other_search()
    {
        var first = SearchAddress.Parse("topic", "http://localhost/topics/topic/search?text=a&key=b");
        var second = SearchAddress.Parse("topic", "http://localhost/topics/topic/search?record=1/2&Key=b&text=a");

        Assert.Equal(first.Id, second.Id);
        Assert.NotEqual(first.Id, SearchAddress.Parse("other", "http://localhost/topics/other/search?text=a&key=b").Id);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?partition=1&from=beginning", false)]
    [InlineData("?text=", false)]
    [InlineData("?text=a", true)]
    [InlineData("?fromOffset=0", true)]
    public void Without_criteria_there_is_nothing_to_search(string query, bool expected) =>
        Assert.Equal(expected, SearchAddress.Parse("topic", $"http://localhost/topics/topic/search{query}").HasCriteria);
}
