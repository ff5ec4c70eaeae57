using System.Collections.Concurrent;
using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>A page in a browser, and what a visitor finds on it. Most of it is about the live page.</summary>
public sealed class Tab
{
    /// <summary>What Chromium's console says of a request that fails, whether the page minds it or not.</summary>
    public const string FailedRequest = "Failed to load resource:";

    /// <summary>What it says of one that is not valid.</summary>
    public const string RejectedRequest = $"{FailedRequest} the server responded with a status of 400";

    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _errors = new();

    public Tab(IPage page, Uri address)
    {
        Page = page;
        _address = address;
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _errors.Enqueue($"{message.Text} ({message.Location})");
        };
    }

    public IPage Page { get; }

    /// <summary>What the page has asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What the browser's console has of errors.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>How errors begin that belong to this visit, because the test makes requests fail.</summary>
    public string? ExpectedError { get; set; }

    public ILocator Chart => this["chart"];

    public ILocator Connection => this["connection-state"];

    public ILocator Records => this["tail-row"];

    public ILocator Statistics => this["statistics-row"];

    /// <summary>Elements by the name that the page gives them for tests.</summary>
    public ILocator this[string testId] => Page.GetByTestId(testId);

    /// <summary>The row of one record in the latest of its topic.</summary>
    public ILocator Record(int partition, long offset) => Page.Locator($"[data-testid=tail-row][data-partition='{partition}'][data-offset='{offset}']");

    /// <summary>The rows of one page in the table.</summary>
    public ILocator StatisticsOf(string page) => Page.Locator($"[data-testid=statistics-row][data-page='{page}']");

    /// <summary>Goes there, and waits until the page shows live data everywhere.</summary>
    public async Task OpenAsync()
    {
        await Page.GotoAsync(_address.AbsoluteUri);
        await IsLiveAsync();
        await Expect(Chart).ToHaveAttributeAsync("data-last-window", Patterns.Some);
        await Expect(Statistics.First).ToBeVisibleAsync();
        await Expect(Records.First).ToBeVisibleAsync();
    }

    /// <summary>Goes to a page of the service.</summary>
    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_address, path).AbsoluteUri);

    /// <summary>Waits until the page says that it is live.</summary>
    public Task IsLiveAsync() => Expect(Connection).ToHaveAttributeAsync("data-state", "live");

    /// <summary>The events that the chart shows, as a number.</summary>
    public async Task<long> ChartTotalAsync() => long.Parse((await Chart.GetAttributeAsync("data-total"))!, CultureInfo.InvariantCulture);

    /// <summary>The start of the last window in the chart that has events.</summary>
    public async Task<DateTimeOffset> LastWindowAsync()
        => DateTimeOffset.Parse((await Chart.GetAttributeAsync("data-last-window"))!, CultureInfo.InvariantCulture);

    /// <summary>Fills in the form, and sends it.</summary>
    public async Task PublishAsync(string name, string duration)
    {
        await this["publish-page"].FillAsync(name);
        await this["publish-duration"].FillAsync(duration);
        await this["publish-button"].ClickAsync();
    }

    /// <summary>Opens the newest record to its value and headers.</summary>
    public async Task OpenRecordAsync()
    {
        await Records.First.Locator("summary").ClickAsync();
        await Expect(Records.Locator(".tail-body")).ToBeVisibleAsync();
    }

    /// <summary>What is there now can be used by everybody, as far as axe-core can tell.</summary>
    public async Task AxeFindsNothingAsync()
    {
        var result = await Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
    }

    /// <summary>Nothing went wrong, and nothing was asked of another host.</summary>
    public void AssertQuiet()
    {
        Assert.All(_requests, request => Assert.StartsWith(_address.AbsoluteUri, request));
        Assert.DoesNotContain(_errors, error => ExpectedError is null || !error.StartsWith(ExpectedError, StringComparison.Ordinal));
    }
}
