using System.Text;
using Confluent.Kafka;
using ConsumerWorker;
using Contracts;
using JsonService;
using Kafka.Tests.StreamsService;
using LocalProcesses.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StreamsService.Processing;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging;

/// <summary>
/// Three brokers, of which two must have each record. Brokers are killed and restarted under load, while the services run. Each of them leads
/// partitions of the load.
/// </summary>
[Collection(nameof(NonParallel))]
public sealed class ThreeBrokersTests : IAsyncLifetime
{
    private const int Partitions = 3;
    private const int InternalPartitions = 8; // of the offsets and of the transactions; the default of ApacheKafkaCluster
    private const int MaxWarnings = 30; // of one service during a rolling restart; usually there are fewer than 10

    private ApacheKafkaCluster _kafka = null!;
    private KafkaCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        if (await ThreeBrokers.StartAsync() is not { } kafka) return;

        (_kafka, _cluster) = (kafka, new(kafka));
    }

    [Fact]
    public async Task Killed_and_restarted_brokers_end_no_service_and_each_record_counts_once()
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, ThreeBrokers.Required);

        var topics = new StatisticsTopics(_cluster, Partitions);
        var output = _cluster.NewTopic(Partitions);
        var id = KafkaCluster.NewName("id");
        await using var transform = await (await StartAsync(_cluster.Configuration, topics.Events, output, $"{topics.Group}-json",
            ("Aspire:Confluent:Kafka:Producer:Config:TransactionalId", id))).ReadyAsync();
        await using var streams = await RunningService<CountPageEvents>.StartAsync(
            new Dictionary<string, string?>(topics.Configuration) { ["Kafka:Consumer:TransactionMaxRecords"] = "1000" });
        using var load = new Load(_cluster, topics.Events);

        await KillAndRestartAsync(LeaderOf("__transaction_state", PartitionOf(id)), load, output);
        await KillAndRestartAsync(LeaderOf("__consumer_offsets", PartitionOf($"{topics.Group}-json")), load, output);
        foreach (var broker in _kafka.Brokers)
        {
            await load.ContinuesAsync();
            await broker.StopAsync();
            await broker.StartAsync();
            await InSyncAsync();
        }

        var sent = await load.EndAsync();
        var names = Names(_cluster.Read(output, sent));
        Assert.Equal(sent, names.Count);
        Assert.Equal(Enumerable.Range(0, sent), Names(_cluster.ReadToEnd(output)).Order());
        var statistics = await topics.ReadCountedAsync(sent);
        var expected = ExpectedStatistic.Of(Enumerable.Range(0, sent).Select(number => PageEvents.Named($"{number}")));
        Assert.Equal(expected.OrderBy(it => it.Key), ExpectedStatistic.Of(statistics).OrderBy(it => it.Key));
        await HealthyAsync(transform.Services);
        await HealthyAsync(streams.Services);
    }

    [Fact]
    public async Task A_rolling_restart_of_the_brokers_makes_few_lines_in_the_logs_of_the_services()
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, ThreeBrokers.Required);

        var configuration = new Dictionary<string, string?>(_cluster.Configuration)
        {
            ["Supplier:Period"] = "00:00:00.1",
            ["JsonService:UserHashKey"] = new('k', 32),
        };
        await using var supplier = await RunningService<global::SupplierWorker.Supplier>.StartAsync(configuration);
        await using var consumer = await RunningService<PrintRecord>.StartAsync(configuration);
        await using var transform = await RunningService<TransformPageEvent>.StartAsync(configuration);
        await using var streams = await RunningService<CountPageEvents>.StartAsync(configuration);
        await using var api = await RunningService<global::ProducerApi.ApiOptions>.StartAsync(configuration);
        (string Service, IReadOnlyCollection<string> Log)[] logs =
        [
            ("SupplierWorker", supplier.Log), ("ConsumerWorker", consumer.Log), ("JsonService", transform.Log), ("StreamsService", streams.Log),
            ("ProducerApi", api.Log),
        ];
        await InSyncAsync();
        var before = logs.ToDictionary(it => it.Service, it => it.Log.Count);

        foreach (var broker in _kafka.Brokers)
        {
            await broker.StopAsync();
            await broker.StartAsync();
            await InSyncAsync();
            await NextIsTransformedAsync();
            await supplier.ReadyAsync();
            await consumer.ReadyAsync();
            await transform.ReadyAsync();
            await streams.ReadyAsync();
            await api.ReadyAsync();
        }

        Assert.All(logs, it => AssertFew(it.Log.Skip(before[it.Service])));
    }

    /// <summary>
    /// Asserts that an operator can read the warnings and errors at a glance. Each broker can make one line for the refused connection, and a few
    /// for calls that wait for a coordinator or a leader. Health checks that were not healthy are what the test itself has asked for.
    /// </summary>
    private static void AssertFew(IEnumerable<string> log)
    {
        var lines = log
            .Where(line => !line.StartsWith("Information: ", StringComparison.Ordinal) && !line.Contains("Health check", StringComparison.Ordinal))
            .ToList();
        Assert.True(lines.Count <= MaxWarnings, string.Join('\n', lines));
        Assert.DoesNotContain(lines, line => line.StartsWith("Critical: ", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _cluster?.Dispose();
        if (_kafka is not null) await _kafka.DisposeAsync();
    }

    /// <summary>Kills a broker under load, waits until records that were sent after that are transformed, and starts it again.</summary>
    private async Task KillAndRestartAsync(KafkaBroker broker, Load load, string output)
    {
        await load.ContinuesAsync();
        await broker.KillAsync();
        var reached = await load.ContinuesAsync();
        Assert.True(_cluster.Read(output, reached).Count >= reached, "records that were sent after that are transformed");
        await broker.StartAsync();
        await InSyncAsync();
    }

    /// <summary>Waits until an event that is published from now on is transformed.</summary>
    private async Task NextIsTransformedAsync()
    {
        var page = KafkaCluster.NewName("page");
        _cluster.Produce(Topics.PageEvents.Name, 0, PageEvents.JsonOfNow(page));
        await Eventually.TrueAsync(
            () => _cluster.ReadToEnd(Topics.PageEventsJson.Name).Any(record => Encoding.UTF8.GetString(record.Message.Key) == page),
            "the event is transformed");
    }

    private KafkaBroker LeaderOf(string topic, int partition)
    {
        using var admin = NewAdmin();
        var leader = admin.GetMetadata(topic, KafkaCluster.Timeout).Topics.Single().Partitions.Single(it => it.PartitionId == partition).Leader;
        return _kafka.Brokers.Single(broker => broker.Id == leader);
    }

    /// <summary>Waits until all partitions, those of the brokers themselves included, have all their replicas.</summary>
    private async Task InSyncAsync()
    {
        await _kafka.WaitUntilCompleteAsync(TestContext.Current.CancellationToken);
        using var admin = NewAdmin();
        await Eventually.TrueAsync(
            () => admin.GetMetadata(KafkaCluster.Timeout).Topics.SelectMany(topic => topic.Partitions).All(it => it.InSyncReplicas.Length == 3),
            "all replicas are in sync");
    }

    private IAdminClient NewAdmin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.BootstrapServers }).Build();

    private static async Task HealthyAsync(IServiceProvider service)
    {
        var health = service.GetRequiredService<HealthCheckService>();
        await Eventually.TrueAsync(async () => (await health.CheckHealthAsync()).Status is HealthStatus.Healthy, "the service is healthy");
        Assert.False(service.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    /// <summary>The partition of the broker's own topics that belongs to a group or a transactional id: Java's hash of the name.</summary>
    private static int PartitionOf(string name) => (name.Aggregate(0, (hash, c) => unchecked((31 * hash) + c)) & int.MaxValue) % InternalPartitions;

    /// <summary>Sends numbered page events until it is ended. The client repeats what was not acknowledged, without duplicates.</summary>
    private sealed class Load : IDisposable
    {
        private const int PerStep = 200;

        private readonly IProducer<string, byte[]> _producer;
        private readonly Task _sending;
        private readonly string _topic;
        private int _acknowledged;
        private volatile bool _isEnding;
        private int _sent;

        public Load(KafkaCluster cluster, string topic)
        {
            _topic = topic;
            _producer = cluster.NewProducer<string, byte[]>();
            _sending = Task.Run(SendAsync);
        }

        /// <summary>Waits until more records are acknowledged. Returns how many are.</summary>
        public async Task<int> ContinuesAsync()
        {
            var enough = Volatile.Read(ref _acknowledged) + PerStep;
            await Eventually.TrueAsync(() => Volatile.Read(ref _acknowledged) >= enough, "records are acknowledged");
            return enough;
        }

        /// <summary>Ends the load. Returns how many records were sent, all of them acknowledged.</summary>
        public async Task<int> EndAsync()
        {
            _isEnding = true;
            await _sending;
            Assert.Equal(0, _producer.Flush(KafkaCluster.Timeout));
            Assert.Equal(_sent, _acknowledged);
            return _sent;
        }

        public void Dispose()
        {
            _isEnding = true;
            _producer.Dispose();
        }

        private async Task SendAsync()
        {
            while (!_isEnding)
            {
                for (var i = 0; i < 10; i++)
                {
                    var e = PageEvents.Named($"{_sent}");
                    _producer.Produce(new TopicPartition(_topic, _sent++ % Partitions), new() { Key = e.Name, Value = Topics.PageEvents.Encode(e) }, report =>
                    {
                        if (!report.Error.IsError) Interlocked.Increment(ref _acknowledged);
                    });
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
