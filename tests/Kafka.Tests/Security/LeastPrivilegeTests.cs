using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using ConsumerWorker;
using JsonService;
using Kafka.Tests.KafkaConsole;
using Kafka.Tests.ProducerApi;
using StreamsService.Processing;

namespace Kafka.Tests.Security;

/// <summary>Each service does its work with the rights of <c>docs/security.md</c>, and with no other right.</summary>
[Collection(nameof(SecuredCluster))]
public sealed class LeastPrivilegeTests(SecuredCluster cluster)
{
    private static readonly string[] Groups = ["consumer-worker", "json-service", "streams-service"];

    [Theory]
    [InlineData(SecuredCluster.Sasl)]
    [InlineData(SecuredCluster.MutualTls)]
    public async Task All_services_do_their_work_with_the_documented_rights(string listener)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        var page = KafkaCluster.NewName("page");
        await using var api = RunningApi.Start(cluster.ConfigurationOf("producer-api", listener), "page-events", []);
        await using var consumer = await RunningService<PrintRecord>.StartAsync(cluster.ConfigurationOf("consumer-worker", listener));
        await using var transform = await RunningService<TransformPageEvent>.StartAsync(cluster.ConfigurationOf("json-service", listener));
        await using var streams = await RunningService<CountPageEvents>.StartAsync(cluster.ConfigurationOf("streams-service", listener));
        await using var supplier = await RunningService<global::SupplierWorker.Supplier>.StartAsync(cluster.ConfigurationOf("supplier-worker", listener));
        await using var console = await RunningConsole.StartAsync(cluster.ConfigurationOf("kafka-console", listener));

        var json = PageEvents.JsonOfNow(page);
        var first = await SendAsync(api, json, key: page);
        var again = await SendAsync(api, json, key: page);
        await SendAsync(api, json, key: null);

        Assert.Equal(first, again);
        var output = cluster.Plain.Read("page-events-json", records => records.Count(record => KeyOf(record) == page) >= 2);
        Assert.Equal(2, output.Count(record => KeyOf(record) == page));
        using var statistics = new HttpClient { BaseAddress = streams.Address };
        await Eventually.TrueAsync(
            async () => (await statistics.GetFromJsonAsync<JsonElement>($"/statistics?page={page}")).GetProperty("windows").EnumerateArray()
                .Sum(window => window.GetProperty("count").GetInt64()) == 2,
            "both events are counted");
        await Eventually.TrueAsync(
            async () => (await console.GetAsync("groups")).ToString() is var groups && groups.Contains("consumer-worker", StringComparison.Ordinal)
                && groups.Contains("json-service", StringComparison.Ordinal),
            "the console shows the groups");
    }

    [Theory]
    [InlineData(SecuredCluster.Sasl)]
    [InlineData(SecuredCluster.MutualTls)]
    public async Task Dead_letters_are_written_and_redriven_with_the_documented_rights(string listener)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        var poison = KafkaCluster.NewName("poison");
        await using var consumer = await RunningService<PrintRecord>.StartAsync(cluster.ConfigurationOf("consumer-worker", listener));
        await using var transform = await RunningService<TransformPageEvent>.StartAsync(cluster.ConfigurationOf("json-service", listener));
        await using var streams = await RunningService<CountPageEvents>.StartAsync(cluster.ConfigurationOf("streams-service", listener));
        await using var console = await RunningConsole.StartAsync(cluster.ConfigurationOf("kafka-console", listener));
        cluster.Plain.Produce("page-events", 0, poison);

        var letters = Groups
            .Select(group => cluster.Plain.Read($"page-events.{group}.dead", records => records.Any(record => ValueOf(record) == poison))
                .First(record => ValueOf(record) == poison))
            .ToList();
        var letter = letters[0].TopicPartitionOffset;
        var path = $"dead-letters/{letter.Topic}/{letter.Partition.Value}/{letter.Offset.Value}/redrive";
        var outcome = await RunningConsole.ReadAsync(await console.PostAsync(path), HttpStatusCode.OK);

        Assert.Equal("redriven", outcome.GetProperty("status").GetString());
        Assert.Equal(2, cluster.Plain.Read("page-events", records => records.Count(record => ValueOf(record) == poison) >= 2)
            .Count(record => ValueOf(record) == poison));
    }

    [Fact]
    public async Task Services_create_their_topics_with_the_documented_rights()
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        await cluster.GrantAsync([.. SecurityPage.GrantedBy(SecurityPage.Commands("create")).Select(Renamed), .. SecurityPage.Table.Select(Renamed)]);
        var api = cluster.ConfigurationOf("producer-api");
        api["Topics:idempotency-keys:Name"] = "fresh-keys";
        var json = cluster.ConfigurationOf("json-service");
        json["Topics:page-events:Name"] = "fresh-events";
        json["Topics:page-events-json:Name"] = "fresh-events-json";

        await using var running = RunningApi.Start(api, "fresh-events", []);
        await using var transform = await RunningService<TransformPageEvent>.StartAsync(json);
        await SendAsync(running, PageEvents.JsonOfNow("P1"), key: KafkaCluster.NewName("key"));

        Assert.Single(cluster.Plain.Read("fresh-events-json", 1));
        var topics = cluster.Admin.GetMetadata(KafkaCluster.Timeout).Topics.Select(topic => topic.Topic).ToHashSet();
        Assert.Superset(new HashSet<string> { "fresh-events", "fresh-keys", "fresh-events-json", "fresh-events.json-service.dead" }, topics);
    }

    /// <summary>The right on a topic with another name, which does not exist yet.</summary>
    private static DocumentedRight Renamed(DocumentedRight right) => right with
    {
        Name = right.Name.Replace("page-events", "fresh-events", StringComparison.Ordinal).Replace("idempotency-keys", "fresh-keys", StringComparison.Ordinal),
    };

    /// <summary>Publishes an event, and returns its receipt.</summary>
    private static async Task<string> SendAsync(RunningApi api, string json, string? key)
    {
        var receipt = "";
        await Eventually.TrueAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
                if (key is not null) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
                using var response = await api.Http.SendAsync(request);
                if (response.StatusCode is HttpStatusCode.ServiceUnavailable) return false; // the cluster still creates its internal topics

                receipt = (await response.SuccessAsync()).ToString();
                return true;
            },
            "the event is published");
        return receipt;
    }

    private static string KeyOf(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Key ?? []);

    private static string ValueOf(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Value ?? []);
}
