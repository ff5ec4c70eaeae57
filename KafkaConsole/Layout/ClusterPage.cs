using KafkaConsole.Cluster;
using Microsoft.AspNetCore.Components;

namespace KafkaConsole.Layout;

/// <summary>
/// A page about the cluster. It loads what it shows every two seconds, and at once when its parameters change. While the cluster does not
/// answer, the page keeps what it has, shows the error and tries again.
/// </summary>
public abstract class ClusterPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);

    private CancellationTokenSource _loading = new();
    private bool _isDisposed;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>The URL of the page.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Why the last attempt to load failed; null when it succeeded.</summary>
    protected ClusterException? Error { get; private set; }

    /// <summary>Loads what the page shows.</summary>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void OnParametersSet() => Reload();

    /// <summary>Loads at once.</summary>
    protected void Reload()
    {
        if (_isDisposed) return; // a task of the page has completed after the page was left

        _loading.Cancel();
        _loading.Dispose();
        _loading = new();
        _ = KeepLoadingAsync(_loading.Token);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops loading.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _isDisposed = true;
        _loading.Cancel();
        _loading.Dispose();
    }

    private async Task KeepLoadingAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await TryLoadAsync(cancellationToken);
                StateHasChanged();
                await Task.Delay(RefreshInterval, Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page was left, or loads with other parameters now.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task TryLoadAsync(CancellationToken cancellationToken)
    {
        ClusterException? error = null;
        try
        {
            await LoadAsync(cancellationToken);
        }
        catch (ClusterException e)
        {
            error = e;
        }

        cancellationToken.ThrowIfCancellationRequested();
        Error = error;
    }
}
