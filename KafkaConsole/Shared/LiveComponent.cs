using Microsoft.AspNetCore.Components;

namespace KafkaConsole.Shared;

/// <summary>
/// A component that shows what changes often. However often it is told of a change, it reads what it shows anew at most four times a second,
/// and after the last change once more.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _disposed = new();
    private int _pending;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Cancelled when the component is no longer shown.</summary>
    protected CancellationToken Disposed => _disposed.Token;

    /// <summary>Says that what is shown may have changed. Any thread may call it; returns at once.</summary>
    protected void OnChanged()
    {
        if (Interlocked.Exchange(ref _pending, 1) == 0) _ = InvokeAsync(RefreshSoonAsync);
    }

    /// <summary>Reads anew what is shown.</summary>
    protected abstract void Refresh();

    /// <summary>Stops listening for changes.</summary>
    protected abstract void Unsubscribe();

    /// <inheritdoc/>
    public void Dispose()
    {
        Unsubscribe();
        _disposed.Cancel();
        _disposed.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task RefreshSoonAsync()
    {
        await Task.Delay(Interval, Time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_disposed.IsCancellationRequested) return;

        Volatile.Write(ref _pending, 0);
        Refresh();
        StateHasChanged();
    }
}
