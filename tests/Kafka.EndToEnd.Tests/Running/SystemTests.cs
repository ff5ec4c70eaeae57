using System.Net;
using Aspire.Hosting.ApplicationModel;
using Confluent.Kafka;
using Kafka.EndToEnd.Tests.Statistics;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Running;

[Collection(nameof(WithRunningSystem))]
public sealed class SystemTests(RunningSystem shared)
{
    private readonly Application _application = shared.Application;

    [Fact]
    public async Task Every_service_answers_its_health_check()
    {
        Assert.Equal(
            Application.Services.Keys.Order(), _application.Resources.OfType<ProjectResource>().Select(service => service.Name).Order());
        foreach (var service in Application.Services.Keys)
        {
            using var http = _application.HttpClientFor(service);
            using var response = await http.GetAsync("/health");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Theory]
    [InlineData(Application.Producer, "Try the API", "/docs")]
    [InlineData(Application.Streams, "Live statistics", "/")]
    [InlineData(Application.Sink, "Stored events", "/")]
    [InlineData(Application.Console, "Kafka console", "/")]
    public void A_service_that_has_pages_links_to_them(string service, string text, string path) =>
        Assert.All(_application.InstancesOf(service), instance =>
        {
            var link = Assert.Single(instance.Snapshot.Urls, url => url.DisplayProperties.DisplayName == text);
            Assert.Equal(new Uri(_application.AddressOf(service), path), new Uri(link.Url));
        });

    [Fact]
    public async Task Kafka_clients_connect_with_the_connection_string()
    {
        var configuration = new AdminClientConfig { BootstrapServers = await _application.BootstrapServersAsync() };
        using var client = new AdminClientBuilder(configuration).Build();

        Assert.Single(client.GetMetadata(TimeSpan.FromSeconds(10)).Brokers);
    }

    [Fact]
    public async Task One_line_of_the_log_says_which_Kafka_is_used_and_its_limits()
    {
        const string Line = "Kafka is the in-memory broker at localhost:.* loses all records when it ends";

        await _application.WaitForLineAsync(LogLines.AppHost, Line);
        await _application.WaitForLineAsync(Application.Kafka, Line);
        await _application.WaitForLineAsync(Application.Kafka, "limits: no record outlives this process; .*100,000 batches");
    }

    [Fact]
    public Task One_line_of_the_log_says_that_all_services_are_healthy() =>
        _application.WaitForLineAsync(LogLines.AppHost, "All services are healthy after");

    [Fact]
    public async Task A_variable_of_AppHosts_environment_configures_a_service()
    {
        using var http = _application.HttpClientFor(Application.Streams);

        await _application.EventuallyAsync(
            $"SupplierWorker publishes events of {RunningSystem.PageOfTheEnvironment}",
            async () => (await Totals.OfAsync(http, RunningSystem.PageOfTheEnvironment)).Events > 0,
            [Application.Supplier, Application.Streams],
            TimeSpan.FromSeconds(60)); // one event a second, and five pages
    }
}
