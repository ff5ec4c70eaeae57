using System.Collections.Concurrent;
using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.Browser;

/// <summary>A tab of the browser. Most of its members are elements of the live page.</summary>
public sealed class Tab
{
    /// <summary>The error that Chromium's console has for a request that fails, even if the page expects that.</summary>
    public const string FailedRequest = "Failed to load resource:";

    /// <summary>The error for a request that is not valid.</summary>
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

    /// <summary>The addresses that the page has requested.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The errors in the browser's console.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>The start of the errors that this test causes on purpose.</summary>
    public string? ExpectedError { get; set; }

    public ILocator Chart => this["chart"];

    public ILocator Connection => this["connection-state"];

    public ILocator Records => this["tail-row"];

    public ILocator Statistics => this["statistics-row"];

    /// <summary>The elements with a value of the attribute <c>data-testid</c>.</summary>
    public ILocator this[string testId] => Page.GetByTestId(testId);

    /// <summary>The row of one record in the latest of its topic.</summary>
    public ILocator Record(int partition, long offset) =>
        Page.Locator($"[data-testid=tail-row][data-partition='{partition}'][data-offset='{offset}']");

    /// <summary>The rows of one page in the table.</summary>
    public ILocator StatisticsOf(string page) => Page.Locator($"[data-testid=statistics-row][data-page='{page}']");

    /// <summary>Opens the live page, and waits until every part of it shows data.</summary>
    public async Task OpenAsync()
    {
        await Page.GotoAsync(_address.AbsoluteUri);
        await IsLiveAsync();
        await Expect(Chart).ToHaveAttributeAsync("data-last-window", Patterns.Some);
        await Expect(Statistics.First).ToBeVisibleAsync();
        await Expect(Records.First).ToBeVisibleAsync();
    }

    /// <summary>Opens the live page in one more window of the same browser.</summary>
    public async Task<Tab> OpenAnotherAsync()
    {
        var another = new Tab(await Page.Context.NewPageAsync(), _address) { ExpectedError = ExpectedError };
        await another.OpenAsync();
        return another;
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

    /// <summary>Checks with axe-core that what the page shows now is accessible.</summary>
    public async Task AxeFindsNothingAsync()
    {
        var result = await Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help}: {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
    }

    /// <summary>Fails when the page has logged an error or sent a request to another host.</summary>
    public void AssertQuiet()
    {
        Assert.All(_requests, request => Assert.StartsWith(_address.AbsoluteUri, request));
        Assert.DoesNotContain(_errors, error => ExpectedError is null || !error.StartsWith(ExpectedError, StringComparison.Ordinal));
    }
}
