using System.Text;
using KafkaConsole.Records;

namespace Kafka.Tests.KafkaConsole.Records;

public sealed class PayloadTextTests
{
    [Fact]
    public void A_tombstone_stays_null() => Assert.Null(PayloadText.From(null));

    [Fact]
    public void Json_is_indented_and_keeps_its_values()
    {
        var json = PayloadText.From("""{"price":1.10,"näme":"<ü>","big":12345678901234567890123}"""u8.ToArray())!;

        Assert.Equal(PayloadFormat.Json, json.Format);
        Assert.Equal(
            """
            {
              "price": 1.10,
              "näme": "<ü>",
              "big": 12345678901234567890123
            }
            """,
            json.Text,
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain words, ü")]
    [InlineData("{ no json")]
    [InlineData("42")]
    [InlineData("two\nlines")]
    public void Text_stays_as_it_is(string text) => Assert.Equal(
        new(PayloadFormat.Text, text, Encoding.UTF8.GetByteCount(text), false), PayloadText.From(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(new byte[] { 0xff, 0xfe })]
    [InlineData(new byte[] { 0, 0, 0, 5 })]
    [InlineData(new byte[] { (byte)'a', 0xc3 })]
    public void Bytes_that_are_not_text_are_dumped(byte[] bytes) => Assert.Equal(PayloadFormat.Binary, PayloadText.From(bytes)!.Format);

    [Fact]
    public void A_dump_has_sixteen_bytes_a_line_and_their_characters()
    {
        var bytes = Enumerable.Range(0x38, 18).Select(code => (byte)code).Append((byte)0xff).ToArray();

        Assert.Equal(
            "00000000  38 39 3a 3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47  89:;<=>?@ABCDEFG\n" +
            "00000010  48 49 ff                                         HI.",
            PayloadText.From(bytes)!.Text);
    }

    [Fact]
    public void What_is_long_is_cut_between_characters_and_says_so()
    {
        var text = PayloadText.From(Encoding.UTF8.GetBytes("x" + new string('ü', 100_000)))!;

        Assert.True(text.IsCut);
        Assert.Equal(200_001, text.Bytes);
        Assert.Equal("x" + new string('ü', 32 * 1024 - 1), text.Text);
    }

    [Fact]
    public void A_long_dump_is_cut_and_says_so()
    {
        var dump = PayloadText.From(new byte[1_000_000])!;

        Assert.True(dump.IsCut);
        Assert.InRange(dump.Text.Length, 1, 64 * 1024);
    }

    [Fact]
    public void Json_that_grows_by_its_indentation_is_cut_as_well()
    {
        var json = string.Concat(Enumerable.Repeat("[", 60)) + string.Join(',', Enumerable.Repeat("1", 30_000)) + string.Concat(
            Enumerable.Repeat("]", 60));

        var text = PayloadText.From(Encoding.UTF8.GetBytes(json))!;

        Assert.True(text.IsCut);
        Assert.InRange(text.Text.Length, 1, 64 * 1024);
    }

    [Fact]
    public void Json_with_half_a_surrogate_pair_keeps_its_escape()
    {
        var json = PayloadText.From("""{"t":"\ud83d"}"""u8.ToArray())!;

        Assert.Equal((PayloadFormat.Json, "{\n  \"t\": \"\\ud83d\"\n}"), (json.Format, json.Text));
    }

    [Fact]
    public void A_text_is_not_cut_within_a_surrogate_pair()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 20_000));

        Assert.All(
            new[] { "x" + emoji, emoji, $"[\"{emoji}\"]", $"[ \"{emoji}\"]" }.Select(text => PayloadText.From(Encoding.UTF8.GetBytes(text))!),
            payload =>
            {
                Assert.False(char.IsHighSurrogate(payload.Text[^1]));
                Assert.False(char.IsHighSurrogate(payload.Preview[^1]));
            });
    }

    [Theory]
    [InlineData("""{ "a":   "x  y" }""", """{ "a": "x  y" }""")]
    [InlineData("two  spaces\r\n\tand lines", "two  spaces and lines")]
    public void A_preview_has_one_line_and_changes_nothing_else(string value, string expected) =>
        Assert.Equal(expected, PayloadText.From(Encoding.UTF8.GetBytes(value))!.Preview);

    [Theory]
    [InlineData("""{"a":1}""", PayloadFormat.Json, "{\n  \"a\": 1\n}")]
    [InlineData("0abc", PayloadFormat.Binary, "00000000  30 61 62 63                                      0abc")]
    [InlineData("", PayloadFormat.Binary, "")]
    public void Confluents_framing_is_shown_as_its_schema_id_and_the_rest(string data, PayloadFormat format, string text)
    {
        byte[] framed = [0, 0, 0, 1, 42, .. Encoding.UTF8.GetBytes(data)];

        Assert.Equal(new(format, text, framed.Length, false) { SchemaId = 298 }, PayloadText.FromKeyOrValue(framed));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 5 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 1, 44 })]
    [InlineData(new byte[] { 0, 0xff, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 42, 1 })]
    public void Other_bytes_have_no_schema_id(byte[] bytes) => Assert.Null(PayloadText.FromKeyOrValue(bytes)!.SchemaId);
}
