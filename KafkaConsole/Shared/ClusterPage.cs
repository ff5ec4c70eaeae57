using KafkaConsole.Cluster;
using Microsoft.AspNetCore.Components;

namespace KafkaConsole.Shared;

/// <summary>
/// A page about the cluster: asks it for what the page shows, again every two seconds, and from the beginning when the page's parameters
/// change. While the cluster has no answer, the page keeps what it has and says why that is old.
/// </summary>
public abstract class ClusterPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private CancellationTokenSource _asking = new();
    private bool _isDisposed;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <summary>Where the page is.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>Why the last question had no answer; null when it had one.</summary>
    protected string? Fault { get; private set; }

    /// <summary>Whether what was asked for does not exist.</summary>
    protected bool IsUnknown { get; private set; }

    /// <summary>Whether there has been an answer, or a reason for none, since the parameters changed.</summary>
    protected bool IsAsked { get; private set; }

    /// <summary>Whether the page shows what changes, and asks again and again.</summary>
    protected virtual bool IsRepeated => true;

    /// <summary>Asks the cluster.</summary>
    /// <exception cref="OperationCanceledException">It is cancelled.</exception>
    protected abstract Task AskAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void OnParametersSet() => Restart();

    /// <summary>Asks at once.</summary>
    protected void Restart()
    {
        if (_isDisposed)
            return; // what somebody began here has ended after they left

        _asking.Cancel();
        _asking.Dispose();
        _asking = new();
        IsAsked = false;
        _ = KeepAskingAsync(_asking.Token);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops asking.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _isDisposed = true;
        _asking.Cancel();
        _asking.Dispose();
    }

    private async Task KeepAskingAsync(CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                await AskOnceAsync(cancellationToken);
                StateHasChanged();
                await Task.Delay(Interval, Time, cancellationToken);
            }
            while (IsRepeated || Fault is not null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private async Task AskOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            (Fault, IsUnknown) = (null, false);
        }
        catch (ClusterException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (Fault, IsUnknown) = (e.Message, e.Fault is ClusterFault.Unknown);
        }

        IsAsked = true;
    }
}
