using System.Text;
using KafkaConsole.Search;

namespace Kafka.Tests.KafkaConsole.Search;

public sealed class JsonConditionTests
{
    private const string Order = """
        {"user":"U1","duration":120,"ok":true,"note":null,"items":[{"name":"a","n":1},{"name":"b","n":2}],"trace id":"t","a":{"b":{"c":5}}}
        """;

    [Theory]
    [InlineData("$.user == \"U1\"", true)]
    [InlineData("$.user=='U1'", true)]
    [InlineData("  $.user  ==  \"U1\"  ", true)]
    [InlineData("$.user == \"U2\"", false)]
    [InlineData("$.user != \"U2\"", true)]
    [InlineData("$.user > \"U0\"", true)]
    [InlineData("$.user == 1", false)]
    [InlineData("$.duration > 100", true)]
    [InlineData("$.duration >= 120", true)]
    [InlineData("$.duration < 120", false)]
    [InlineData("$.duration <= 1.2e2", true)]
    [InlineData("$.duration == \"120\"", false)]
    [InlineData("$.ok == true", true)]
    [InlineData("$.ok == false", false)]
    [InlineData("$.note == null", true)]
    [InlineData("$.note", true)]
    [InlineData("$.missing", false)]
    [InlineData("$.missing == null", false)]
    [InlineData("$.missing != 1", true)]
    [InlineData("$.items[0].name == \"a\"", true)]
    [InlineData("$.items[-1].name == \"b\"", true)]
    [InlineData("$.items[2]", false)]
    [InlineData("$.items[*].n == 2", true)]
    [InlineData("$.items[*].n != 2", false)]
    [InlineData("$.items[*].n > 2", false)]
    [InlineData("$.*.b.c == 5", true)]
    [InlineData("$['a'][\"b\"].c == 5", true)]
    [InlineData("$['trace id'] == 't'", true)]
    [InlineData("$.user.name", false)]
    [InlineData("$.items.name", false)]
    [InlineData("$.items == 1", false)]
    [InlineData("$", true)]
    [InlineData("$.user == \"U1\" && $.duration > 100", true)]
    [InlineData("$.user == \"U1\" && $.duration > 200", false)]
    public void A_condition_tests_the_value_at_its_path(string condition, bool expected) => Assert.Equal(expected, Matches(condition, Order));

    [Theory]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("9007199254740993", "9007199254740993.0", true)]
    [InlineData("1e400", "10E+399", true)]
    [InlineData("1e400", "1e401", false)]
    [InlineData("0.1", "0.10000000000000000001", false)]
    [InlineData("0.001", "1e-3", true)]
    [InlineData("100", "1e2", true)]
    [InlineData("-0", "0.0e5", true)]
    [InlineData("-5", "5", false)]
    [InlineData("1e0000000000000000000000002", "100", true)]
    public void Numbers_are_equal_if_their_exact_values_are(string first, string second, bool expected)
    {
        Assert.Equal(expected, Matches($"$ == {first}", second));
        Assert.Equal(expected, Matches($"$ == {second}", first));
    }

    [Theory]
    [InlineData("-10", "-9")]
    [InlineData("-1", "0")]
    [InlineData("0", "1e-400")]
    [InlineData("9.99", "10")]
    [InlineData("73314510714175488", "73314510714175489")]
    [InlineData("1e999999999999999999999", "1e1000000000000000000000000", true)]
    public void Numbers_are_ordered_by_their_exact_values(string smaller, string larger, bool isTooLargeToTell = false)
    {
        Assert.NotEqual(isTooLargeToTell, Matches($"$ < {larger}", smaller));
        Assert.False(Matches($"$ < {smaller}", larger));
    }

    [Theory]
    [InlineData("$.t == \"\\ud83d\"", """{"t":"\ud83d"}""", true)]
    [InlineData("$.t == \"\\ud83d\"", """{"t":"\ud83e"}""", false)]
    [InlineData("$.t == \"\\ud83d\\ude00\"", "{\"t\":\"\ud83d\ude00\"}", true)]
    [InlineData("$.caf\u00e9 == 1", """{"caf\u00e9":1}""", true)]
    [InlineData("$['\\ud83d'] == 1", """{"\uD83D":1}""", true)]
    [InlineData("$['it\\'s'] == 'say \"hi\"'", """{"it's":"say \"hi\""}""", true)]
    [InlineData("$.n == 2", """{"n":1,"n":2}""", true)]
    [InlineData("$.n == 1", """{"n":1,"n":2}""", true)]
    public void Escapes_stand_for_their_characters_and_each_of_equal_members_counts(string condition, string json, bool expected) =>
        Assert.Equal(expected, Matches(condition, json));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("text")]
    [InlineData("{\"user\":\"U1\"")]
    [InlineData("{\"user\":\"U1\"} and more")]
    [InlineData("nothing")]
    public void What_is_not_one_json_value_meets_no_condition(string value)
    {
        Assert.False(Matches("$.user == \"U1\"", value));
        Assert.False(Matches("$.user != \"U1\"", value));
        Assert.False(Matches("$", value));
    }

    [Fact]
    public void A_record_may_be_nested_a_hundred_thousand_times()
    {
        var json = string.Concat(Enumerable.Repeat("[", 100_000)) + "1" + string.Concat(Enumerable.Repeat("]", 100_000));

        Assert.True(Matches("$[0][0][0]", json));
        Assert.False(Matches("$[0].name", json));
    }

    [Theory]
    [InlineData("user == 1", 1)]
    [InlineData("$.", 3)]
    [InlineData("$..name", 3)]
    [InlineData("$[", 3)]
    [InlineData("$[1", 4)]
    [InlineData("$[1:2]", 4)]
    [InlineData("$[?@.a]", 3)]
    [InlineData("$['a]", 3)]
    [InlineData("$.user == U1", 11)]
    [InlineData("$.user == \"U1", 11)]
    [InlineData("$.user == \"\\x\"", 11)]
    [InlineData("$.user == ", 11)]
    [InlineData("$.user == {}", 11)]
    [InlineData("$.user == 01", 11)]
    [InlineData("$.user = \"U1\"", 8)]
    [InlineData("$.user == 1 || $.b", 13)]
    [InlineData("$.user == 1 &&", 15)]
    [InlineData("$.user =~ /U/", 8)]
    [InlineData("\ud83d\ude00", 1)]
    public void An_error_says_at_which_character_the_condition_is_not_understood(string condition, int character)
    {
        var error = Assert.Throws<FormatException>(() => JsonConditionParser.Parse(condition));

        Assert.StartsWith($"is not understood at character {character}: ", error.Message, StringComparison.Ordinal);
    }

    private static bool Matches(string conditions, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return JsonConditionParser.Parse(conditions).All(condition => condition.Matches(bytes));
    }
}
