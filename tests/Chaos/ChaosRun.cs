using System.Data.Common;
using Chaos.Database;
using Chaos.Disturbances;
using Chaos.Kafka;
using Chaos.Load;
using Chaos.Reporting;
using Chaos.Services;
using Chaos.Verification;
using Confluent.Kafka;

namespace Chaos;

/// <summary>One run: start, load with disturbances, recover, compare.</summary>
internal sealed class ChaosRun(ChaosOptions options, Journal journal, TimeProvider time)
{
    private static readonly TimeSpan RecoveryTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs until the time is over or <paramref name="stop"/> ends the load.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            journal.Write($"seed {options.Seed}, {options.Length.TotalMinutes} minutes, {options.Rate} events per second");
            await using IKafka kafka = options.Brokers == 0
                ? await InMemoryBroker.StartAsync(stop)
                : await ApacheKafka.StartAsync(options.Brokers, time, stop);
            await using IDatabase database = options.UsesPostgres ? await PostgresDatabase.StartAsync(stop) : new SqliteFile();
            var printed = new ConsumerOutput();
            await using var services = new ServicesUnderTest(kafka, database, options, printed.Add, journal, time);
            await services.StartAsync(stop);
            journal.Write($"{kafka.Description}, {database.Description} and {services.All.Count} services are ready");
            return await RunAsync(kafka, database, services, printed, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            journal.Write("stopped before there was anything to compare");
        }
        catch (Exception e) when (e
            is InvalidOperationException or TimeoutException or OperationCanceledException or KafkaException or HttpRequestException
            or DbException)
        {
            journal.Write($"failed: {e.Message}");
        }

        return 1;
    }

    private async Task<int> RunAsync(
        IKafka kafka, IDatabase database, ServicesUnderTest services, ConsumerOutput printed, CancellationToken stop)
    {
        var partitions = new TopicReader(kafka, time).PartitionsOf(PageEventLog.Topic);
        var recoveries = new Recoveries(partitions, ServicesUnderTest.Groups, time);
        var ledger = new Ledger(options.Seed, partitions, recoveries, time);
        var progress = new Progress(kafka, PageEventLog.Topic, partitions, ServicesUnderTest.Groups, recoveries, time);
        var stored = new StoredEvents(database, recoveries, time);
        using var clients = new Clients(services.ProducerApis, options.Rate, ledger, time);
        using var endOfLoad = new CancellationTokenSource();
        using var endOfRun = new CancellationTokenSource();

        var watching = Task.WhenAll(
            progress.RunAsync(endOfRun.Token), stored.RunAsync(endOfRun.Token), services.KeepAliveAsync(endOfRun.Token));
        var minutes = new MinuteLines(ledger, progress, kafka, database, services, journal, time).RunAsync(endOfLoad.Token);
        var load = clients.RunAsync(endOfLoad.Token);
        await DisturbAsync(kafka, database, services, recoveries, stop);
        var notRecovered = await RecoverAsync(kafka, services, recoveries);
        await endOfLoad.CancelAsync();
        await Task.WhenAll(load, minutes);
        journal.Write("the load has ended");

        var verdict = await new Verifier(kafka, database, progress, printed, journal, time)
            .CompareAsync(clients, ledger, services.StreamsServices);
        await endOfRun.CancelAsync();
        await watching;
        if (notRecovered is not null) verdict = verdict with { OtherFaults = [.. verdict.OtherFaults, notRecovered] };
        Report.Print(verdict, clients, recoveries, services);
        journal.Write(verdict.HasFailed ? "failed" : "passed");
        return verdict.HasFailed ? 1 : 0;
    }

    /// <summary>Disturbs Kafka, the services and the database, one target of each at a time.</summary>
    private async Task DisturbAsync(
        IKafka kafka, IDatabase database, ServicesUnderTest services, Recoveries recoveries, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(options.Length);
        await Task.WhenAll(
            RunAsync(options.Seed, kafka.Disturbances, token => kafka.WholeAsync(RecoveryTimeout, token)),
            RunAsync(options.Seed + 1, services.Disturbances, services.ReadyAsync),
            RunAsync(options.Seed + 2, database.Disturbances, services.ReadyAsync)); // which are ready with their database

        Task RunAsync(int seed, IReadOnlyList<Disturbance> choices, Func<CancellationToken, Task> backAsync) =>
            new Disturber(seed, choices, backAsync, recoveries, journal, time).RunAsync(end.Token);
    }

    /// <summary>Waits, with the load, until everything is back and has processed new events.</summary>
    /// <returns>What has not recovered, in words; null when everything has.</returns>
    private async Task<string?> RecoverAsync(IKafka kafka, ServicesUnderTest services, Recoveries recoveries)
    {
        journal.Write("no more disturbances; waiting until everything has recovered");
        var started = time.GetTimestamp();
        try
        {
            await kafka.WholeAsync(RecoveryTimeout, CancellationToken.None);
            await services.ReadyAsync(CancellationToken.None);
        }
        catch (TimeoutException e)
        {
            return Fault(e.Message);
        }

        while (!recoveries.AreComplete)
        {
            if (time.GetElapsedTime(started) > RecoveryTimeout) return Fault("new events have not come through to every consumer.");

            await Task.Delay(PollInterval, time);
        }

        journal.Write("everything has recovered");
        return null;

        string Fault(string why)
        {
            journal.Write($"not recovered: {why}");
            return $"Not recovered: {why}";
        }
    }
}
