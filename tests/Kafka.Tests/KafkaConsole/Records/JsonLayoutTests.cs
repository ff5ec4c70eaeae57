using System.Text;
using CsCheck;
using KafkaConsole.Records;

namespace Kafka.Tests.KafkaConsole.Records;

public sealed class JsonLayoutTests
{
    private static readonly Gen<string> Scalar = OneOf(
        "1e400", "-0.0", "73314510714175488", "1.10", "true", "false", "null",
        "\"\"", "\"\\ud83d\"", "\"\\u00e9 é \\\"\\\\ \\/\"", "\" {[,:]} \"", "\"😀\"");

    private static readonly Gen<string> Space = OneOf("", " ", "\n", "\t ", "\r\n");

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 4 ? Scalar : Gen.OneOf(
        Scalar,
        inner.Array[0, 4].Select(Space, (items, space) => $"[{space}{string.Join($"{space},", items)}{space}]"),
        inner.Array[0, 4].Select(
            Space, (items, space) => $"{{{string.Join(',', items.Select(item => $"{space}\"a\\ud83d b\"{space}:{item}"))}{space}}}")));

    [Fact]
    public void Only_the_white_space_between_tokens_changes() => Json.Sample(json =>
    {
        var laidOut = JsonLayout.Indent(Encoding.UTF8.GetBytes(json), int.MaxValue)!;
        return WithoutWhiteSpace(laidOut) == WithoutWhiteSpace(json)
            && JsonLayout.Indent(Encoding.UTF8.GetBytes(laidOut), int.MaxValue) == laidOut;
    });

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(" [ ] ", "[]")]
    [InlineData("""{"a":[],"a":{"b":[1e400,"\ud83d"]}}""",
        "{\n  \"a\": [],\n  \"a\": {\n    \"b\": [\n      1e400,\n      \"\\ud83d\"\n    ]\n  }\n}")]
    public void Json_is_indented_by_two_spaces(string json, string expected) =>
        Assert.Equal(expected, JsonLayout.Indent(Encoding.UTF8.GetBytes(json), 1_000));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("{} {}")]
    [InlineData("[NaN]")]
    [InlineData("[1] // no comment")]
    public void What_is_not_json_has_no_layout(string text) => Assert.Null(JsonLayout.Indent(Encoding.UTF8.GetBytes(text), 1_000));

    [Fact]
    public void Json_may_be_nested_as_deep_as_it_likes()
    {
        var json = new string('[', 30_000) + new string(']', 30_000);

        Assert.InRange(JsonLayout.Indent(Encoding.UTF8.GetBytes(json), 1_000)!.Length, 1_000, 2_000);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string WithoutWhiteSpace(string json)
    {
        var text = new StringBuilder();
        var (isInString, isEscaped) = (false, false);
        foreach (var character in json)
        {
            if (isInString || !char.IsWhiteSpace(character)) text.Append(character);
            if (character is '"' && !isEscaped) isInString = !isInString;
            isEscaped = isInString && character is '\\' && !isEscaped;
        }

        return text.ToString();
    }
}
