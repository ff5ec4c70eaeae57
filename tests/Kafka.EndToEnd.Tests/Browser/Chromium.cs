using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using Xunit.Sdk;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>One browser for all tests, started when the first of them needs it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly TimeSpan PageTimeout = TimeSpan.FromSeconds(30);

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _missing;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// Opens the live page of a running system as a first visitor does, and runs a test on it. The test fails, too, when the page sends a
    /// request to another host or logs an error. The message of a failure has the text of the page and the path of a picture of it.
    /// </summary>
    /// <param name="application">The system.</param>
    /// <param name="test">The test. The page is live and has data when it begins.</param>
    /// <param name="visitor">The settings of the visitor's browser.</param>
    public Task VisitAsync(Application application, Func<Tab, Task> test, BrowserNewContextOptions? visitor = null) =>
        VisitAsync(application, Application.Streams, async tab =>
        {
            await tab.OpenAsync();
            await test(tab);
        }, visitor);

    /// <summary>Runs a test in an empty tab for the pages of one service, under the same conditions.</summary>
    /// <param name="application">The system.</param>
    /// <param name="service">The service, which is the only host that pages may send requests to.</param>
    /// <param name="test">The test.</param>
    /// <param name="visitor">The settings of the visitor's browser.</param>
    public async Task VisitAsync(Application application, string service, Func<Tab, Task> test, BrowserNewContextOptions? visitor = null)
    {
        var browser = await BrowserAsync();
        await using var context = await browser.NewContextAsync(visitor ?? new() { ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout((float)PageTimeout.TotalMilliseconds);
        var tab = new Tab(await context.NewPageAsync(), application.AddressOf(service));
        try
        {
            await test(tab);
            tab.AssertQuiet();
        }
        catch (Exception failure)
        {
            throw await FailedVisitException.OfAsync(tab, application, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>
    /// The browser. Where there is none and none can be installed, the test is skipped, or fails if a browser is required.
    /// </summary>
    private async Task<IBrowser> BrowserAsync()
    {
        if (_browser is { IsConnected: true }) return _browser;

        if (_missing is null)
        {
            Assertions.SetDefaultExpectTimeout((float)PageTimeout.TotalMilliseconds);
            _playwright ??= await Playwright.CreateAsync();
            (_browser, _missing) = await BrowserSearch.LaunchAsync(_playwright.Chromium);
            if (_browser is not null) return _browser;
        }

        throw BrowserSearch.IsRequired ? FailException.ForFailure(_missing!) : SkipException.ForSkip(_missing!);
    }
}
