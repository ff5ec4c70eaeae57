using System.Runtime.InteropServices;
using Chaos;
using Chaos.Reporting;

var invocation = Invocation.Parse(args);
if (invocation.Options is not { } options) return invocation.Refuse();

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await new ChaosRun(options, new Journal(TimeProvider.System), TimeProvider.System).RunAsync(stop.Token);

// The first signal ends the load, and what was sent is still compared. A second one ends the process, and with it all that it started.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
