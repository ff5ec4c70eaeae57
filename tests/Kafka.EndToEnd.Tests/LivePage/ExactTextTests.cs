using System.Text;
using Confluent.Kafka;
using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.LivePage;

/// <summary>The page changes no character of what a record holds or a user types.</summary>
[Collection(nameof(WithRunningSystem))]
public sealed class ExactTextTests(RunningSystem shared, Chromium chromium)
{
    private const string Topic = "page-events";
    private static readonly string[] Figures = ["mean", "minimum", "maximum", "total"];

    [Fact]
    public Task JSON_is_laid_out_with_its_tokens_unchanged() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var record = await ProduceAsync("""{"n":73314510714175488,"n":1e400, "2":1.0,"1":[-0,{}],"s":"\ud83d\u002f"}"""u8.ToArray());

        await OpenAsync(tab, record);

        Assert.Equal("""
            {
              "n": 73314510714175488,
              "n": 1e400,
              "2": 1.0,
              "1": [
                -0,
                {}
              ],
              "s": "\ud83d\u002f"
            }
            """.ReplaceLineEndings("\n"), await ValueAsync(tab, record));
    });

    [Theory]
    [InlineData("\u001b[31m red \u202e and backwards\0 👩‍👩‍👧 <b>&amp;</b>")]
    [InlineData("{ \"cut\": ")]
    [InlineData("[[[[[[[[[")]
    public Task Any_text_is_shown_as_it_is(string text) => chromium.VisitAsync(shared.Application, async tab =>
    {
        var record = await ProduceAsync(Encoding.UTF8.GetBytes(text));

        await OpenAsync(tab, record);

        Assert.Equal(text, await ValueAsync(tab, record));
        Assert.Equal(text, await Row(tab, record).Locator(".tail-value").TextContentAsync());
        await tab.IsLiveAsync();
    });

    [Fact]
    public Task Hidden_characters_are_shown_by_their_codes() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var record = await ProduceAsync("\u001b\u202e"u8.ToArray());

        var hidden = Row(tab, record).Locator(".tail-value .hidden-character");

        await Expect(hidden).ToHaveCountAsync(2);
        await Expect(hidden.Nth(0)).ToHaveAttributeAsync("data-code", "U+001B");
        await Expect(hidden.Nth(1)).ToHaveAttributeAsync("data-code", "U+202E");
    });

    [Fact]
    public Task A_value_that_is_not_UTF8_or_very_long_says_so() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var binary = await ProduceAsync([0xff, 0xfe]);
        var large = await ProduceAsync(Encoding.UTF8.GetBytes(new string('x', 900_000)));
        await Expect(Row(tab, binary)).ToBeVisibleAsync();
        await Expect(Row(tab, large)).ToBeVisibleAsync();

        await OpenAsync(tab, binary);
        await Expect(Row(tab, binary).Locator(".tail-body .tag")).ToHaveTextAsync("base64");

        await OpenAsync(tab, large);
        await Expect(Row(tab, large).Locator(".tail-body .tag")).ToHaveTextAsync("the beginning of 900,000 bytes");
    });

    [Fact]
    public Task The_form_sends_the_digits_that_were_typed_and_the_table_shows_them() => chromium.VisitAsync(shared.Application, async tab =>
    {
        var name = PublishedEvent.NewName();

        await tab.PublishAsync(name, "9007199254740993");

        await Expect(tab["receipt"]).ToBeVisibleAsync();
        foreach (var figure in Figures)
        {
            await Expect(tab.StatisticsOf(name).Locator($"[data-figure={figure}]")).ToHaveTextAsync("9,007,199,254,740,993");
        }
    });

    /// <summary>Opens a record to its value and headers. New records don't move it away, because it has the focus.</summary>
    private static async Task OpenAsync(Tab tab, TopicPartitionOffset record)
    {
        await Row(tab, record).Locator("summary").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(Row(tab, record).Locator(".tail-body")).ToBeVisibleAsync();
    }

    private static Task<string?> ValueAsync(Tab tab, TopicPartitionOffset record) =>
        Row(tab, record).Locator(".tail-body pre").Last.TextContentAsync();

    private static Microsoft.Playwright.ILocator Row(Tab tab, TopicPartitionOffset record) =>
        tab.Record(record.Partition.Value, record.Offset.Value);

    private async Task<TopicPartitionOffset> ProduceAsync(byte[] value)
    {
        var configuration = new ProducerConfig { BootstrapServers = await shared.Application.BootstrapServersAsync() };
        using var producer = new ProducerBuilder<Null, byte[]>(configuration).Build();
        var result = await producer.ProduceAsync(Topic, new() { Value = value });
        return result.TopicPartitionOffset;
    }
}
