using System.Globalization;
using Chaos.Reporting;

namespace Chaos.Disturbances;

/// <summary>
/// Disturbs one target after the other. The order depends only on the seed: each step draws its pause, its target and its length, whatever
/// happens meanwhile. A step ends when everything that can be disturbed here is back, for which <c>backAsync</c> waits.
/// </summary>
internal sealed class Disturber(
    int seed, IReadOnlyList<Disturbance> choices, Func<CancellationToken, Task> backAsync, Recoveries recoveries, Journal journal,
    TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(6);

    private readonly Random _random = new(seed);

    /// <summary>Disturbs until it is stopped, and undoes what it has done last.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = Draw(ShortestPause, LongestPause);
            var choice = choices[_random.Next(choices.Count)];
            var length = Draw(choice.Shortest, choice.Longest);
            if (!await HasPassedAsync(pause, stop)) return;

            await DisturbAsync(choice, length, stop);
        }
    }

    private async Task DisturbAsync(Disturbance disturbance, TimeSpan length, CancellationToken stop)
    {
        var seconds = length.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        journal.Write($"{disturbance.Target} is {disturbance.What} for {seconds} s");
        recoveries.Begin(disturbance.Kind);
        try
        {
            await disturbance.BeginAsync();
            await HasPassedAsync(length, stop);
        }
        finally
        {
            await disturbance.EndAsync();
        }

        try
        {
            await backAsync(stop);
            journal.Write($"{disturbance.Target} is back");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The end of the run waits for everything.
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException)
        {
            journal.Write($"{disturbance.Target} is not back: {e.Message}");
        }
    }

    private async Task<bool> HasPassedAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause, time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private TimeSpan Draw(TimeSpan shortest, TimeSpan longest) => shortest + (_random.NextDouble() * (longest - shortest));
}
