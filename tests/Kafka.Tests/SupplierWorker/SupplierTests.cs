using Contracts;
using InMemoryKafka;
using Messaging;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SupplierWorker;

namespace Kafka.Tests.SupplierWorker;

public sealed class SupplierTests(KafkaCluster cluster)
{
    [Fact]
    public async Task It_publishes_valid_page_events_of_the_configured_pages_and_users()
    {
        var topic = cluster.NewTopic(partitions: 1);
        await using var service = await SupplyAsync(cluster, topic);

        var events = cluster.Read(topic, 50).Select(record => (record, pageEvent: Topics.PageEvents.Decode(record.Message.Value))).ToList();

        Assert.All(events, e => Assert.Empty(e.pageEvent.Validate()));
        Assert.Equal(["P1", "P2"], events.Select(e => e.pageEvent.Name).Distinct().Order());
        Assert.All(events, e => Assert.InRange(e.pageEvent.Duration, 100, 200));
        Assert.All(events, e => Arrival.AssertSince(DateTimeOffset.FromUnixTimeMilliseconds(e.pageEvent.Date.ToUnixTimeMilliseconds()), e.record));
    }

    [Fact]
    public async Task It_resumes_by_itself_after_an_outage_of_the_broker()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own);
        var topic = local.NewTopic(partitions: 1);
        await using var service = await SupplyAsync(local, topic);
        Assert.Equal(10, local.Read(topic, 10).Count);

        own.SetBrokerDown();
        await Eventually.TrueAsync(async () => (await service.HealthAsync()).Status is HealthStatus.Unhealthy, "the outage is noticed");
        own.SetBrokerUp();
        var back = TimeProvider.System.GetUtcNow().UtcDateTime;

        var events = local.Read(topic, records => records.Any(record => record.Message.Timestamp.UtcDateTime > back));
        Assert.Contains(events, record => record.Message.Timestamp.UtcDateTime > back);
    }

    [Fact]
    public void The_same_seed_gives_the_same_events()
    {
        var options = new SupplierOptions { Pages = ["P1", "P2", "P3"], Users = ["U1", "U2"], Seed = 7 };
        var time = new FakeTimeProvider();

        Assert.Equal(Take(options), Take(options));
        Assert.NotEqual(Take(options), Take(options with { Seed = 8 }));

        List<PageEvent> Take(SupplierOptions chosen)
        {
            var events = new RandomPageEvents(Options.Create(chosen), time);
            return [.. Enumerable.Range(0, 100).Select(_ => events.Next())];
        }
    }

    [Fact]
    public async Task All_invalid_settings_are_reported_with_their_keys()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => SupplyAsync(
            cluster,
            "unused",
            ("Supplier:Period", "00:00:00"),
            ("Supplier:MinDuration", "00:00:02"),
            ("Supplier:MaxDuration", "00:00:01"),
            ("Supplier:MaxInFlight", "0")));

        Assert.Equal(
            [
                "Supplier:Period must be at least 1 ms.",
                "Supplier:MaxDuration must not be less than MinDuration.",
                "Supplier:MaxInFlight must be at least 1.",
            ],
            error.Failures);
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SupplyAsync(cluster, "unused", ("Supplier:Perod", "00:00:01")));

        Assert.Contains("'Perod'", error.Message, StringComparison.Ordinal);
    }

    private static async Task<TestService> SupplyAsync(KafkaCluster cluster, string topic, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        configuration["Supplier:Period"] = "00:00:00.001";
        configuration["Supplier:Pages:0"] = "P1";
        configuration["Supplier:Pages:1"] = "P2";
        configuration["Supplier:Users:0"] = "U1";
        configuration["Supplier:MinDuration"] = "00:00:00.100";
        configuration["Supplier:MaxDuration"] = "00:00:00.200";
        foreach (var (key, value) in settings) configuration[key] = value;
        return await TestService.StartAsync(configuration, builder =>
        {
            builder.AddPublisher(Topics.PageEvents with { Name = topic });
            builder.AddSupplier();
        });
    }
}
