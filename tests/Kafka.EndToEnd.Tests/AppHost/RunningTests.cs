using System.Net;
using AppHost.Embedded.Processes;
using Confluent.Kafka;

namespace Kafka.EndToEnd.Tests.AppHost;

[Collection(WithRunningAppHost.Name)]
public sealed class RunningTests(RunningAppHost shared)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    private static readonly string[] Services =
    [
        "producer-api", "supplier-worker", "json-service",
        "consumer-worker", "consumer-worker-1", "consumer-worker-2",
        "streams-service", "streams-service-1", "streams-service-2",
    ];

    [EmbeddedFact]
    public async Task Every_service_answers_its_health_check_at_the_address_of_the_summary()
    {
        foreach (var service in Services)
        {
            using var client = shared.Process.HttpClientFor(service);
            using var response = await client.GetAsync("/health", TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [EmbeddedFact]
    public void The_broker_of_the_summary_bootstraps_Kafka_clients()
    {
        using var client = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = shared.Process.BootstrapServers }).Build();

        Assert.NotEmpty(client.GetMetadata(TimeSpan.FromSeconds(10)).Brokers);
    }

    [EmbeddedFact]
    public void The_limits_of_the_in_memory_broker_are_said()
        => Assert.Contains(shared.Process.Lines, line => line.Contains("no record outlives this process"));

    [EmbeddedFact(SendsSignals = true)]
    public async Task A_service_that_is_killed_is_said_and_started_again()
    {
        var app = shared.Process;
        var first = ProcessIdentity.Of(app.ServiceProcessIds["json-service"]);
        Assert.NotNull(first);

        System.Diagnostics.Process.GetProcessById(first.Value.Id).Kill();

        await app.WaitForLineAsync("apphost .*json-service ended with exit code 137 .*SIGKILL.*; it is started again in");
        await Eventually.HoldsAsync("json-service is another process", () => app.ServiceProcessIds["json-service"] != first.Value.Id);
        using var client = app.HttpClientFor("json-service");
        await Eventually.HoldsAsync("json-service is healthy again", async () => await IsHealthyAsync(client));
    }

    [EmbeddedFact(SendsSignals = true)]
    public async Task A_service_answers_new_connections_at_its_address_while_either_of_its_replicas_is_away()
    {
        var app = shared.Process;
        using var service = app.HttpClientFor("streams-service");
        service.Timeout = AtOnce;
        service.DefaultRequestHeaders.ConnectionClose = true;

        foreach (var name in (string[])["streams-service-1", "streams-service-2"])
        {
            System.Diagnostics.Process.GetProcessById(app.ServiceProcessIds[name]).Kill();
            await app.WaitForLineAsync($"apphost .*{name} ended with exit code 137 .*SIGKILL");

            using var replica = app.HttpClientFor(name);
            await Eventually.HoldsAsync($"{name} is healthy again", async () =>
            {
                Assert.True(await IsHealthyAsync(service), $"streams-service does not answer while {name} is away");
                return await IsHealthyAsync(replica);
            });
        }
    }

    [EmbeddedFact]
    public void A_service_is_given_the_address_of_another_that_it_refers_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var app = shared.Process;

        var environment = File.ReadAllText($"/proc/{app.ServiceProcessIds["streams-service-1"]}/environ").Split('\0');

        Assert.Contains($"services__producer-api__http__0={app.AddressOf("producer-api").OriginalString}", environment);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
