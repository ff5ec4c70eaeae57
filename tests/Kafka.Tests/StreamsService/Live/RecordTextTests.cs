using System.Text;
using Confluent.Kafka;
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
        Assert.Equal(("base64://4A", "base64://4A"), (response.Key, response.Headers["h"]));
    }

    [Fact]
    public void A_missing_key_value_or_header_value_is_null()
    {
        var response = RecordText.Of(Record(null, key: null, header: null));

        Assert.Equal((null, null, null), (response.Key, response.Value, response.Encoding));
        Assert.Null(response.Headers["h"]);
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
    }

    [Fact]
    public void The_size_of_keys_and_headers_is_limited()
    {
        var (key, header) = (Encoding.UTF8.GetBytes(new string('k', 2_000)), Encoding.UTF8.GetBytes(new string('v', 2_000)));
        var record = Record([], key, header);
        for (var i = 0; i < 100; i++) record.Message.Headers.Add($"h{i}", []);

        var response = RecordText.Of(record);

        Assert.Equal((1_024, 1_024, 32), (response.Key!.Length, response.Headers["h"]!.Length, response.Headers.Count));
    }

    [Fact]
    public void A_long_header_name_is_cut_between_characters()
    {
        var record = Record([]);
        record.Message.Headers = [new Header(new string('n', 255) + "😀", [])];

        Assert.Equal(new string('n', 255), Assert.Single(RecordText.Of(record).Headers).Key);
    }

    private static ConsumeResult<byte[], byte[]> Record(byte[]? value, byte[]? header = null) => Record(value, "k"u8.ToArray(), header);

    private static ConsumeResult<byte[], byte[]> Record(byte[]? value, byte[]? key, byte[]? header) => new()
    {
        TopicPartitionOffset = new("t", 3, 42),
        Message = new() { Key = key!, Value = value!, Timestamp = new(PageEvents.Noon), Headers = [new Header("h", header)] },
    };
}
