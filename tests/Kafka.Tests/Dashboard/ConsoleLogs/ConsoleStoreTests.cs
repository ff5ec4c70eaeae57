using Dashboard.ConsoleLogs;
using Dashboard.Door;

namespace Kafka.Tests.Dashboard.ConsoleLogs;

public sealed class ConsoleStoreTests
{
    private readonly TestResources _resources = new();
    private readonly ConsoleStore _store;

    public ConsoleStoreTests() => _store = new(_resources);

    [Fact]
    public void Lines_are_kept_by_resource_and_all_together_in_their_order()
    {
        _resources.Write("one", "a");
        _resources.Write("other", "b", isError: true);
        _resources.Write("one", "c");

        Assert.Equal(["a", "c"], TextsOf(_store.Read("one")));
        Assert.Equal(["a", "b", "c"], TextsOf(_store.Read(null)));
        Assert.True(Assert.Single(_store.Read("other").Lines).IsError);
        Assert.Empty(_store.Read("nobody").Lines);
        Assert.Equal(["one", "other"], _store.Writers.Order());
    }

    [Fact]
    public void One_that_writes_much_does_not_push_out_what_another_wrote()
    {
        _resources.Write("quiet", "here");
        for (var line = 0; line < 20_000; line++)
            _resources.Write("loud", $"{line}");

        Assert.Equal(["here"], TextsOf(_store.Read("quiet")));
        Assert.Equal((10_000, 10_000L), (_store.Read("loud").Lines.Count, _store.Read("loud").Dropped));
        Assert.Equal("19999", _store.Read("loud").Lines[^1].Text);
    }

    [Fact]
    public void The_oldest_lines_go_when_there_are_too_many()
    {
        var ring = new LineRing(maxLines: 2, maxCharacters: 1000);
        foreach (var text in (string[])["a", "b", "c"])
            ring.Add(Line(text));

        Assert.Equal(["b", "c"], TextsOf(ring.Read()));
        Assert.Equal((1L, 3L), (ring.Read().Dropped, ring.Read().Total));
    }

    [Fact]
    public void The_oldest_lines_go_when_they_are_too_long_together()
    {
        var ring = new LineRing(maxLines: 1000, maxCharacters: 10);
        foreach (var text in (string[])["12345", "67890", "abcdef"])
            ring.Add(Line(text));

        Assert.Equal(["abcdef"], TextsOf(ring.Read()));
        ring.Add(Line("longer than all that may be kept"));
        Assert.Equal(["longer than all that may be kept"], TextsOf(ring.Read()));
    }

    [Fact]
    public void A_filter_finds_text_in_whatever_case_and_names()
    {
        _resources.Write("json-service", "Something FAILED");
        _resources.Write("supplier-worker", "fine");

        Assert.Equal(["Something FAILED"], _store.Read(null).Matching(" failed ").Select(line => line.Text));
        Assert.Equal(["fine"], _store.Read(null).Matching("supplier").Select(line => line.Text));
        Assert.Equal(2, _store.Read(null).Matching("").Length);
    }

    [Fact]
    public async Task What_is_kept_can_be_downloaded_as_text()
    {
        await using var dashboard = await RunningDashboard.StartAsync(_resources);
        _resources.Write("one", "first");
        _resources.Write("other", "second", isError: true);

        var all = await dashboard.Pages.GetStringAsync("/consolelogs/download");
        using var one = await dashboard.Pages.GetAsync("/consolelogs/download/one");

        Assert.Matches("^[0-9T:.-]+Z one \\| first\n[0-9T:.-]+Z other ! second\n$", all);
        Assert.Equal("one.log", one.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.DoesNotContain("second", await one.Content.ReadAsStringAsync());
    }

    private static ConsoleLine Line(string text) => new(DateTimeOffset.UnixEpoch, "one", text, false);

    private static IEnumerable<string> TextsOf(KeptLines lines) => lines.Lines.Select(line => line.Text);
}
