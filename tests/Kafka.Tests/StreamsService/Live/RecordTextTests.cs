using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamsService.Live;
using StreamsService.Live.Records;

namespace Kafka.Tests.StreamsService.Live;

public sealed class RecordTextTests
{
    private static readonly byte[] NotUtf8 = [0xff, 0xfe, 0x00];

    [Fact]
    public void Text_is_shown_unchanged()
    {
        var response = RecordText.Of(Record(Encoding.UTF8.GetBytes("grüße \"\n")));

        Assert.Equal(("grüße \"\n", null, false), (response.Value, response.Encoding, response.Truncated));
        Assert.Equal(("k", 3, 42L, PageEvents.Noon), (response.Key, response.Partition, response.Offset, response.Time));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_shown_in_base64()
    {
        var response = RecordText.Of(Record(NotUtf8, key: NotUtf8, header: NotUtf8));

        Assert.Equal(("//4A", "base64"), (response.Value, response.Encoding));
        Assert.Equal(("base64://4A", "base64://4A"), (response.Key, Assert.Single(response.Headers).Value));
    }

    [Fact]
    public void A_missing_key_value_or_header_value_is_null()
    {
        var response = RecordText.Of(Record(null, key: null, header: null));

        Assert.Equal((null, null, null), (response.Key, response.Value, response.Encoding));
        Assert.Null(Assert.Single(response.Headers).Value);
    }

    [Theory]
    [InlineData(16 * 1024, "", 16 * 1024, false)]
    [InlineData(16 * 1024, "a", 16 * 1024, true)]
    [InlineData((16 * 1024) - 1, "ü", (16 * 1024) - 1, true)]
    [InlineData((16 * 1024) - 3, "😀", (16 * 1024) - 3, true)]
    public void A_long_text_is_cut_between_characters(int before, string after, int length, bool truncated)
    {
        var response = RecordText.Of(Record(Encoding.UTF8.GetBytes(new string('x', before) + after)));

        Assert.Equal((new string('x', length), null, truncated), (response.Value, response.Encoding, response.Truncated));
        Assert.Equal(truncated ? before + Encoding.UTF8.GetByteCount(after) : null, response.Size);
    }

    [Fact]
    public void All_headers_of_a_name_are_shown_in_their_order()
    {
        var record = Record([], header: "1"u8.ToArray());
        record.Message.Headers.Add("2", []);
        record.Message.Headers.Add("h", "3"u8.ToArray());

        Assert.Equal([new("h", "1"), new("2", ""), new("h", "3")], RecordText.Of(record).Headers);
    }

    [Theory]
    [InlineData("\\ud83d")] // an escape of half a character is valid JSON
    [InlineData("\u001b[31m\0\u202e")]
    [InlineData("\ufffd")]
    public void Unusual_text_reaches_the_client_unchanged(string text)
    {
        var record = Record(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(text));
        record.Message.Headers.Add(text, []);

        var received = Received(record);

        Assert.Equal((text, text), (received.GetProperty("value").GetString(), received.GetProperty("key").GetString()));
        Assert.Equal(text, received.GetProperty("headers")[0].GetProperty("value").GetString());
        Assert.Equal(text, received.GetProperty("headers")[1].GetProperty("name").GetString());
    }

    [Fact]
    public void A_long_name_of_a_header_is_cut_between_characters()
    {
        var record = Record([], header: []);
        record.Message.Headers.Add(new string('n', 255) + "😀", []);

        Assert.Equal(new string('n', 255), Received(record).GetProperty("headers")[1].GetProperty("name").GetString());
    }

    [Fact]
    public void Numbers_keep_their_digits()
    {
        var record = Record("9007199254740993"u8.ToArray(), header: []);
        record.Offset = long.MaxValue;

        Assert.Equal("9223372036854775807", Received(record).GetProperty("offset").GetRawText());
        Assert.Equal("9007199254740993", Received(record).GetProperty("value").GetString());
    }

    /// <summary>The record as a client of the stream gets it.</summary>
    private static JsonElement Received(ConsumeResult<byte[], byte[]> record)
    {
        var lines = Encoding.UTF8.GetString(ServerSentEvent.Of(new RecordBatch([RecordText.Of(record)], 0), "records")).Split('\n');
        Assert.Equal(["event: records", lines[1], "", ""], lines);
        return JsonSerializer.Deserialize<JsonElement>(lines[1]["data: ".Length..]).GetProperty("records")[0];
    }

    [Fact]
    public void The_size_of_keys_and_headers_is_limited()
    {
        var (key, header) = (Encoding.UTF8.GetBytes(new string('k', 2_000)), Encoding.UTF8.GetBytes(new string('v', 2_000)));
        var record = Record([], key, header);
        for (var i = 0; i < 100; i++) record.Message.Headers.Add($"h{i}", []);

        var response = RecordText.Of(record);

        Assert.Equal((1_024, 1_024, 32), (response.Key!.Length, response.Headers[0].Value!.Length, response.Headers.Count));
    }

    private static ConsumeResult<byte[], byte[]> Record(byte[]? value, byte[]? header = null) => Record(value, "k"u8.ToArray(), header);

    private static ConsumeResult<byte[], byte[]> Record(byte[]? value, byte[]? key, byte[]? header) => new()
    {
        TopicPartitionOffset = new("t", 3, 42),
        Message = new() { Key = key!, Value = value!, Timestamp = new(PageEvents.Noon), Headers = [new Header("h", header)] },
    };
}
