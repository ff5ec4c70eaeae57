using Kafka.EndToEnd.Tests.AppHost;
using Microsoft.Playwright;

namespace Kafka.EndToEnd.Tests.LivePage;

/// <summary>One browser for all tests of the live page: this machine's Chromium, started when the first of them needs it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Opens the live page of a running system as somebody does who has never been there, and runs a test on it. The test fails, too, when
    /// the page asks another host or has an error meanwhile. A failure says what the page looked like.
    /// </summary>
    /// <param name="app">The system.</param>
    /// <param name="test">What is to be seen or done on the page, which is live and has data by then.</param>
    /// <param name="visitor">What is special about the visitor's browser.</param>
    public Task VisitAsync(AppHostProcess app, Func<Tab, Task> test, BrowserNewContextOptions? visitor = null)
        => VisitAsync(app, app.AddressOf("streams-service"), async tab =>
        {
            await tab.OpenAsync();
            await test(tab);
        }, visitor);

    /// <summary>Runs a test in an empty tab for the pages of one site, under the same conditions.</summary>
    /// <param name="app">The system.</param>
    /// <param name="site">The only site that may be asked.</param>
    /// <param name="test">What is to be seen or done there.</param>
    /// <param name="visitor">What is special about the visitor's browser.</param>
    public async Task VisitAsync(AppHostProcess app, Uri site, Func<Tab, Task> test, BrowserNewContextOptions? visitor = null)
    {
        var browser = await BrowserAsync();
        await using var context = await browser.NewContextAsync(visitor ?? new() { ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        var tab = new Tab(await context.NewPageAsync(), site);
        try
        {
            await test(tab);
            tab.AssertQuiet();
        }
        catch (Exception failure)
        {
            throw await FailedVisitException.OfAsync(tab, app, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        if (_browser is { IsConnected: true }) return _browser;

        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        _playwright ??= await Playwright.CreateAsync();
        return _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = ChromiumPath.Find(),
            Args =
            [
                "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", // the page has to do without all others
            ],
        });
    }
}
