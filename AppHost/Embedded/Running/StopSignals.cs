using System.Runtime.InteropServices;

namespace AppHost.Embedded.Running;

/// <summary>Turns the signals that end a program into two wishes: stop in order, and, when a person insists, at once.</summary>
/// <remarks>
/// One gesture often sends several signals: a terminal that is closed, <c>dotnet run</c> that passes on what the whole group got. Only
/// Ctrl-C (SIGINT) or Ctrl-\ (SIGQUIT), a while after the first signal, means more than it.
/// </remarks>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan OneGesture = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly PosixSignalRegistration[] _registrations;
    private long? _first;

    public StopSignals(TimeProvider time)
    {
        _time = time;
        _registrations = Array.ConvertAll(
            [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT],
            signal => PosixSignalRegistration.Create(signal, Handle));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled when a person insists.</summary>
    public CancellationToken Kill => _kill.Token;

    public void Dispose() => Array.ForEach(_registrations, registration => registration.Dispose());

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (IsFirst())
            _stop.Cancel();
        else if (context.Signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && _time.GetElapsedTime(_first!.Value) >= OneGesture)
            _kill.Cancel();
    }

    private bool IsFirst()
    {
        lock (_lock)
        {
            var isFirst = _first is null;
            _first ??= _time.GetTimestamp();
            return isFirst;
        }
    }
}
