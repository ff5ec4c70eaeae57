using System.Globalization;
using Chaos.Database;
using Chaos.Disturbances;
using Chaos.Kafka;
using Chaos.Load;
using Chaos.Services;

namespace Chaos.Reporting;

/// <summary>Prints a line each minute: what was sent, what came back, how far the consumers are behind, and who is away.</summary>
internal sealed class MinuteLines(
    Ledger ledger, Progress progress, IKafka kafka, IDatabase database, ServicesUnderTest services, Journal journal, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            for (var minute = 1; await timer.WaitForNextTickAsync(stop); minute++) journal.Write(LineOf(minute));
        }
        catch (OperationCanceledException)
        {
            // the end of the load
        }
    }

    private string LineOf(int minute)
    {
        List<string> away = [.. kafka.Away, .. services.All.Select(service => service.Away).Append(database.Away).OfType<string>()];
        var lag = ServicesUnderTest.Groups.Select(group =>
            string.Create(CultureInfo.InvariantCulture, $"{group} {ledger.LagOf(progress.CommittedBy(group)):#,0}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"minute {minute}: {ledger.Sent:#,0} events sent, {ledger.Receipts:#,0} receipts, {ledger.Refused:#,0} refused, "
            + $"{ledger.UnknownAttempts:#,0} attempts with an unknown outcome; lag: {string.Join(", ", lag)}; "
            + $"away: {(away.Count == 0 ? "nobody" : string.Join(", ", away))}");
    }
}
