using Dashboard.Door;
using Dashboard.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.ConsoleLogs;

/// <summary>What resources write, as it comes in. It follows the end until somebody scrolls back to read, or pauses; then it stands still.</summary>
public sealed partial class ConsoleLogsPage
{
    private const float LineHeight = 20;

    private KeptLines _kept = KeptLines.None;
    private ConsoleLine[] _shown = [];
    private Dictionary<string, string> _services = [];
    private string? _filter;
    private long _total;
    private bool _isFollowing = true;
    private ElementReference _scroller;
    private IJSObjectReference? _module;
    private IJSObjectReference? _follower;
    private DotNetObjectReference<ConsoleLogsPage>? _self;

    /// <summary>The resource whose lines are shown; null for all.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>Only lines that contain this are shown.</summary>
    [SupplyParameterFromQuery(Name = "filter")]
    public string? Filter { get; set; }

    private IEnumerable<string> Writers
        => Service.Resources.Select(resource => resource.Name).Union(Store.Writers.Order(StringComparer.Ordinal)).Union(Name is null ? [] : [Name]);

    /// <summary>How many lines have come in since it stands still.</summary>
    private long Newer => _isFollowing ? 0 : _total - _kept.Total;

    private string Count => (_filter is { Length: > 0 } ? $"{Format.Count(_shown.Length)} of {Format.Count(_kept.Lines.Count)} lines" : $"{Format.Count(_kept.Lines.Count)} lines")
        + (_kept.Dropped > 0 ? $"; {Format.Count(_kept.Dropped)} older ones are no longer kept" : "");

    private string Empty => _kept.Lines.Count > 0 ? $"No line contains “{_filter}”."
        : Name is null ? "Nothing has been written yet."
        : $"{Name} has not written anything yet.";

    /// <summary>Called by the page's script when somebody scrolls back, or to the end again.</summary>
    [JSInvokable]
    public void FollowEnd(bool follow)
    {
        if (follow == _isFollowing)
            return;

        _isFollowing = follow;
        Refresh();
        StateHasChanged();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            if (_follower is not null)
                await _follower.DisposeAsync();

            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and with it all that is to be disposed of.
        }

        _self?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Store.Added += OnAdded;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _filter = Filter;
        ReadAnew();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;

        _self = DotNetObjectReference.Create(this);
        _module = await Script.InvokeAsync<IJSObjectReference>("import", Disposed, "./ConsoleLogs/ConsoleLogsPage.razor.js");
        _follower = await _module.InvokeAsync<IJSObjectReference>("follow", Disposed, _scroller, _self);
    }

    /// <inheritdoc/>
    protected override void Refresh()
    {
        if (_isFollowing)
            ReadAnew();
        else
            _total = Store.Read(Name).Total;
    }

    /// <inheritdoc/>
    protected override void Unsubscribe() => Store.Added -= OnAdded;

    private void ReadAnew()
    {
        _services = Service.Resources.ToDictionary(resource => resource.Name, resource => resource.Service);
        _kept = Store.Read(Name);
        _total = _kept.Total;
        _shown = _kept.Matching(_filter);
    }

    private string ServiceOf(string resource) => _services.GetValueOrDefault(resource, resource);

    private void OnAdded(ConsoleLine line)
    {
        if (Name is null || line.Resource == Name)
            OnChanged();
    }

    private async Task ToggleAsync()
    {
        _isFollowing = !_isFollowing;
        Refresh();
        if (_follower is not null)
            await _follower.InvokeVoidAsync("set", _isFollowing);
    }

    private Task SelectAsync(ChangeEventArgs change)
    {
        Go(change.Value as string, replace: false);
        return Task.CompletedTask;
    }

    private void FilterBy(ChangeEventArgs change)
    {
        Filter = _filter = change.Value as string;
        Go(Name, replace: true);
    }

    private void Go(string? resource, bool replace)
    {
        var page = string.IsNullOrEmpty(resource) ? "consolelogs" : $"consolelogs/resource/{Uri.EscapeDataString(resource)}";
        var query = string.IsNullOrEmpty(_filter) ? "" : $"?filter={Uri.EscapeDataString(_filter)}";
        Navigation.NavigateTo(page + query, new NavigationOptions { ReplaceHistoryEntry = replace });
    }
}
