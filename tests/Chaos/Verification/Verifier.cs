using System.Data.Common;
using Chaos.Database;
using Chaos.Disturbances;
using Chaos.Kafka;
using Chaos.Load;
using Chaos.Reporting;
using Chaos.Services;

namespace Chaos.Verification;

/// <summary>Waits until everything that was sent is processed, and compares.</summary>
internal sealed class Verifier(
    IKafka kafka, IDatabase database, Progress progress, ConsumerOutput output, Journal journal, TimeProvider time)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ViewTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly TopicReader _topics = new(kafka, time);

    public async Task<Verdict> CompareAsync(Clients clients, Ledger ledger, IReadOnlyList<Uri> streamsServices)
    {
        var log = new PageEventLog(await _topics.ReadAsync(PageEventLog.Topic));
        journal.Write($"{PageEventLog.Topic} has {log.All.Count} records; waiting until the services have processed them");
        List<string> faults = [.. ledger.Contradictions, .. log.ByNumber[null].Select(logged => $"Nobody has sent {logged}.")];
        faults.AddRange(await NotDrainedAsync(log));

        var windows = Windows.Count(log.All);
        var anonymous = await _topics.ReadAsync(JsonCheck.Topic);
        var json = JsonCheck.Compare(log, anonymous, ServicesUnderTest.UserHashKey, kafka.HidesAbortedTransactions);
        var statistics = StatisticsTopic.Read(await _topics.ReadAsync(StatisticsTopic.Topic));
        var printed = output.Compare(log, out var repeated);
        var instances = await Task.WhenAll(streamsServices.Select((address, i) => CompareFollowerAsync(ViewTimeout, async () =>
            CompareStatistics($"the statistics of StreamsService {i + 1}", await StatisticsApi.ReadAsync(address)))));
        Comparison[] tables =
        [
            await CompareFollowerAsync(DrainTimeout, () => EventsTable.CompareAsync(anonymous, database)),
            await CompareFollowerAsync(DrainTimeout, async () =>
                CompareStatistics($"the table {StatisticsTable.Name} in {database.Description}", await StatisticsTable.ReadAsync(database))),
        ];
        faults.AddRange(await DeadLetters.FindAsync(_topics));
        return new()
        {
            Log = log,
            Receipts = clients.All.GroupBy(client => client.Kind).ToDictionary(same => same.Key, same => ReceiptCheck.Compare(
                $"receipts of {same.Key.Name}", [.. same.SelectMany(client => client.Sent)], log, kafka.HidesAbortedTransactions)),
            OfTheLog =
            [
                json, StatisticsCheck.Compare(StatisticsTopic.Topic, windows, statistics, hasLate: true), .. instances, printed, .. tables,
            ],
            Repeated = repeated,
            OtherFaults = faults,
        };

        Comparison CompareStatistics(string where, Windows found) => StatisticsCheck.Compare(where, windows, found, hasLate: false);
    }

    /// <summary>Waits until every group has committed the last record of each partition.</summary>
    /// <returns>The groups that have not.</returns>
    private async Task<IReadOnlyList<string>> NotDrainedAsync(PageEventLog log)
    {
        var last = log.LastOffsets(_topics.PartitionsOf(PageEventLog.Topic));
        var started = time.GetTimestamp();
        while (true)
        {
            List<string> behind = [.. ServicesUnderTest.Groups
                .Where(group => progress.CommittedBy(group).Zip(last).Any(it => it.First <= it.Second))
                .Select(group => $"Not recovered: {group} has committed [{string.Join(", ", progress.CommittedBy(group))}], "
                    + $"but the last offsets are [{string.Join(", ", last)}].")];
            if (behind.Count == 0 || time.GetElapsedTime(started) > DrainTimeout) return behind;

            await Task.Delay(PollInterval, time);
        }
    }

    /// <summary>Compares what follows a topic: what it lacks may come a moment later.</summary>
    private async Task<Comparison> CompareFollowerAsync(TimeSpan timeout, Func<Task<Comparison>> compareAsync)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                var comparison = await compareAsync();
                if (!comparison.HasFailed || time.GetElapsedTime(started) > timeout) return comparison;
            }
            catch (Exception e) when (e is HttpRequestException or DbException or OperationCanceledException
                && time.GetElapsedTime(started) < timeout)
            {
                // It is not ready yet.
            }

            await Task.Delay(PollInterval, time);
        }
    }
}
