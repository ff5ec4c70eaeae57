using System.Net;
using Contracts;
using Kafka.Tests.ProducerApi;
using Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.Security;

/// <summary>Without a right of <c>docs/security.md</c> a service says which one is missing, and continues when it is granted.</summary>
[Collection(nameof(SecuredCluster))]
public sealed class MissingRightTests(SecuredCluster cluster)
{
    [Theory]
    [InlineData("supplier-worker")]
    [InlineData("producer-api")]
    [InlineData("consumer-worker")]
    public async Task A_service_says_which_right_it_lacks_until_it_is_granted(string user)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        await using var service = await TestService.StartAsync(cluster.ConfigurationOf(user), builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.None);
            Register(user, builder);
        });
        await service.ReadyAsync();
        foreach (var right in SecurityPage.Table.Where(right => right.User == user && right.Resource is not "transactional-id"))
        {
            var sentence = right.MissingSentence;
            await using (await cluster.WithoutAsync(right))
            {
                var check = right.Resource is "group" ? "consumer" : "rights";
                await Eventually.TrueAsync(
                    async () => (await HealthAsync(service, check)).Description?.Contains(sentence, StringComparison.Ordinal) is true, sentence);
                Assert.Equal(HealthStatus.Unhealthy, (await HealthAsync(service, check)).Status);
            }

            await service.ReadyAsync();
            Assert.Single(
                service.Log, line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains(sentence, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("supplier-worker")]
    [InlineData("consumer-worker")]
    public async Task A_service_that_is_started_without_any_right_waits_for_all(string user)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        var removed = new Stack<IAsyncDisposable>();
        foreach (var right in SecurityPage.Table.Where(right => right.User == user)) removed.Push(await cluster.WithoutAsync(right));
        await using var service = await TestService.StartAsync(cluster.ConfigurationOf(user), builder => Register(user, builder));
        await Eventually.TrueAsync(async () => (await RightsAsync(service)).Status is HealthStatus.Unhealthy, "the service lacks its rights");
        foreach (var right in removed) await right.DisposeAsync();

        await Eventually.TrueAsync(async () => (await RightsAsync(service)).Status is HealthStatus.Healthy, "the service has its rights");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task ProducerApi_answers_403_with_the_right_that_it_lacks_on_a_topic_until_it_is_granted(string? key)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        await using var api = RunningApi.Start(cluster.ConfigurationOf("producer-api"), "page-events", []);
        key = key is null ? null : KafkaCluster.NewName(key);
        await Eventually.TrueAsync(async () => (await PostAsync(api, KafkaCluster.NewName("first"))).IsSuccessStatusCode, "the service publishes");
        var right = SecurityPage.Table.Single(right => right is { User: "producer-api", Operation: "Write", Resource: "topic", Name: "page-events" });
        await using (await cluster.WithoutAsync(right))
        {
            HttpResponseMessage? refusal = null;
            await Eventually.TrueAsync(async () => !(refusal = await PostAsync(api, key)).IsSuccessStatusCode, "the event is refused");

            var problem = await refusal!.ProblemAsync(HttpStatusCode.Forbidden);
            Assert.Contains("This service lacks the right Write on the topic page-events.", problem.ToString(), StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(async () => (await PostAsync(api, key)).IsSuccessStatusCode, "the event is published");
    }

    private static Task<HttpResponseMessage> PostAsync(RunningApi api, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/events")
        {
            Content = new StringContent(PageEvents.Json("P1"), System.Text.Encoding.UTF8, "application/json"),
        };
        if (key is not null) request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        return api.Http.SendAsync(request);
    }

    private static Task<HealthReportEntry> RightsAsync(TestService service) => HealthAsync(service, "rights");

    private static async Task<HealthReportEntry> HealthAsync(TestService service, string check) => (await service.HealthAsync()).Entries[check];

    private static void Register(string user, HostApplicationBuilder builder)
    {
        if (user is "consumer-worker")
        {
            AddRecorder(builder);
        }
        else
        {
            builder.AddPublisher(Topics.PageEvents);
            if (user is "producer-api") builder.AddKeyedPublisher();
        }
    }

    private static void AddRecorder(HostApplicationBuilder builder)
    {
        builder.AddSubscription<PageEvent, Recorder>(Topics.PageEvents, "consumer-worker");
        builder.Services.Replace(ServiceDescriptor.Singleton<IHandler<PageEvent>>(new Recorder()));
    }
}
