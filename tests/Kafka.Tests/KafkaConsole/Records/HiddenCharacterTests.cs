using System.Net;
using System.Text;
using KafkaConsole.Layout;
using KafkaConsole.Records;

namespace Kafka.Tests.KafkaConsole.Records;

/// <summary>Characters that are not seen, or change how others are seen.</summary>
public sealed class HiddenCharacterTests(KafkaCluster cluster)
{
    private static readonly TopicRecord Record = TopicRecord.From(new()
    {
        TopicPartitionOffset = new("t", 0, 0),
        Message = new()
        {
            Key = Encoding.UTF8.GetBytes("a\u200bb"),
            Value = Encoding.UTF8.GetBytes("x\u202egnp.exe"),
            Headers = new() { { "n\u2066m", Encoding.UTF8.GetBytes("\U000e0041v\u00ad") } },
        },
    });

    [Fact]
    public async Task The_details_of_a_record_show_them_by_their_code()
    {
        await using var host = await RunningConsole.StartAsync(cluster);
        await using var page = await RenderedPage.OpenAsync<RecordDetails>(host, ("Record", Record));

        var html = WebUtility.HtmlDecode(await page.HtmlAsync());

        Assert.Contains($">a{Shown("\u200b", "U+200B")}b</pre>", html, StringComparison.Ordinal);
        Assert.Contains($">x{Shown("\u202e", "U+202E")}gnp.exe</pre>", html, StringComparison.Ordinal);
        Assert.Contains($">n{Shown("\u2066", "U+2066")}m</td>", html, StringComparison.Ordinal);
        Assert.Contains($">{Shown("\U000e0041", "U+E0041")}v{Shown("\u00ad", "U+00AD")}</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_of_records_shows_them_by_their_code()
    {
        await using var host = await RunningConsole.StartAsync(cluster);
        await using var page = await RenderedPage.OpenAsync<RecordTable>(
            host, ("Records", new[] { Record }), ("Href", new Func<TopicRecord, string>(_ => "")));

        var html = WebUtility.HtmlDecode(await page.HtmlAsync());

        Assert.Contains($">a{Shown("\u200b", "U+200B")}b</span>", html, StringComparison.Ordinal);
        Assert.Contains($">x{Shown("\u202e", "U+202E")}gnp.exe</span>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" plain\ttext\n 👩‍👩‍👧 \u200c")]
    public void Other_characters_stay_as_they_are(string text)
    {
        Assert.All(HiddenCharacters.Split(text), part => Assert.Null(part.Code));
        Assert.Equal(text, string.Concat(HiddenCharacters.Split(text).Select(part => part.Text)));
    }

    private static string Shown(string character, string code) => $"<span class=\"hidden-character\" data-code=\"{code}\">{character}</span>";
}
