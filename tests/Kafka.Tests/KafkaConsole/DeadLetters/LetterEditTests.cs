using System.Net;
using System.Text;
using Confluent.Kafka;
using KafkaConsole.DeadLetters;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

[Collection(nameof(Redrive))]
public sealed class LetterEditTests(KafkaCluster cluster)
{
    [Fact]
    public async Task An_edited_dead_letter_is_redriven_once_with_its_new_value()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(1, new Message<byte[], byte[]> { Key = "k"u8.ToArray(), Value = """{"a":1}"""u8.ToArray() });
        await using var host = await RunningConsole.StartAsync(cluster);

        var outcome = await RunningConsole.ReadAsync(await EditAsync(host, box, """{"value":"{\"a\": 9007199254740993}"}"""), HttpStatusCode.OK);

        Assert.True(outcome.GetProperty("redrivenTo").GetProperty("isEdited").GetBoolean());
        var back = Assert.Single(cluster.ReadToEnd(box.Source));
        Assert.Equal((1, "k"), (back.Partition.Value, Encoding.UTF8.GetString(back.Message.Key)));
        Assert.Equal("""{"a": 9007199254740993}""", Encoding.UTF8.GetString(back.Message.Value));
        Assert.Equal("value", Encoding.UTF8.GetString(back.Message.Headers.GetLastBytes("redriven.edited")));
        await RunningConsole.ReadAsync(await EditAsync(host, box, """{"value":"[]"}"""), HttpStatusCode.Conflict);
        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_new_value_completes_a_dead_letter_whose_value_is_truncated()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, truncate: true, new Message<byte[], byte[]> { Value = Encoding.UTF8.GetBytes(new string('x', 50_000)) });
        await using var host = await RunningConsole.StartAsync(cluster);

        await RunningConsole.ReadAsync(await EditAsync(host, box, """{"value":"short"}"""), HttpStatusCode.OK);

        Assert.Equal(["short"], await box.RedrivenAsync(host));
    }

    [Fact]
    public async Task A_new_value_does_not_bring_back_a_key_that_is_missing()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, truncate: true, new Message<byte[], byte[]> { Key = new byte[2_000], Value = "x"u8.ToArray() });
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await RunningConsole.ReadAsync(await EditAsync(host, box, """{"value":"short"}"""), HttpStatusCode.UnprocessableEntity);

        Assert.Contains("truncated (key)", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"value":"\ud83d"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":null}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"values":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":"x","key":"k"}""", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"value":"{"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_no_edit_is_refused(string body, HttpStatusCode expected)
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, """{"a":1}""");
        await using var host = await RunningConsole.StartAsync(cluster);

        await RunningConsole.ReadAsync(await EditAsync(host, box, body), expected);

        Assert.Empty(await box.RedrivenAsync(host));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":""", "The value of the dead letter is JSON, and the new value is not")]
    [InlineData("not JSON", "anything", null)]
    [InlineData("""{"a":1}""", """{"a":"\ud83d"}""", null)]
    [InlineData("", "anything", null)]
    public void An_edit_must_fit_what_was_there(string before, string after, string? expected)
    {
        var (value, error) = new LetterEdit(after).ValueFor(Letter(Encoding.UTF8.GetBytes(before)));

        Assert.Equal(expected is null, value is not null);
        if (expected is not null) Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_with_its_place() => Assert.Contains(
        "half a surrogate pair at character 1", new LetterEdit("x\ud83d").ValueFor(Letter([])).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0, 0, 0, 0, 42, (byte)'{', (byte)'}' })]
    public void Bytes_that_are_not_text_can_not_be_edited(byte[] value) =>
        Assert.Contains("not text", new LetterEdit("x").ValueFor(Letter(value)).Error, StringComparison.Ordinal);

    [Fact]
    public void A_tombstone_can_not_be_edited_as_if_it_were_empty_text() =>
        Assert.Contains("tombstone", new LetterEdit("x").ValueFor(Letter(null)).Error, StringComparison.Ordinal);

    private static ConsumeResult<byte[], byte[]> Letter(byte[]? value) => new() { Message = new() { Value = value! } };

    private static Task<HttpResponseMessage> EditAsync(RunningConsole host, DeadLetterBox box, string body) =>
        host.Http.PostAsync($"/api/{box.Path}/0/0/redrive", new StringContent(body, Encoding.UTF8, "application/json"));
}
