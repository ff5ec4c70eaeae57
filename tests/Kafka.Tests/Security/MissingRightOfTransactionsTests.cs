using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JsonService;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamsService.Processing;

namespace Kafka.Tests.Security;

/// <summary>
/// JsonService and StreamsService lack each right of <c>docs/security.md</c> once, while they run: they say which one, and process what has
/// waited, once, when it is granted.
/// </summary>
[Collection(nameof(SecuredCluster))]
public sealed class MissingRightOfTransactionsTests(SecuredCluster cluster)
{
    [Fact]
    public Task JsonService_says_which_right_it_lacks_and_transforms_what_has_waited_when_it_is_granted() =>
        LackEachRightAsync<TransformPageEvent>("json-service", (_, page) =>
        {
            var output = cluster.Plain.Read("page-events-json", records => records.Any(record => TextOf(record.Message.Key) == page));
            return Task.FromResult((long)output.Count(record => TextOf(record.Message.Key) == page));
        });

    [Fact]
    public Task StreamsService_says_which_right_it_lacks_and_counts_what_has_waited_when_it_is_granted() =>
        LackEachRightAsync<CountPageEvents>("streams-service", async (http, page) =>
        {
            var statistics = await http.GetFromJsonAsync<JsonElement>($"/statistics?page={page}");
            return statistics.GetProperty("windows").EnumerateArray().Sum(window => window.GetProperty("count").GetInt64());
        });

    /// <param name="user">The user of the service.</param>
    /// <param name="countAsync">How often the event of a page was processed.</param>
    private async Task LackEachRightAsync<T>(string user, Func<HttpClient, string, Task<long>> countAsync) where T : class
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        await using var service = await RunningService<T>.StartAsync(cluster.ConfigurationOf(user));
        using var http = new HttpClient { BaseAddress = service.Address };
        foreach (var right in SecurityPage.Table.Where(right => right.User == user))
        {
            var (page, poison) = (KafkaCluster.NewName("page"), KafkaCluster.NewName("poison"));
            var check = right.Resource switch { "transactional-id" => "producer", "group" => "consumer", _ => "rights" };
            await using (await cluster.WithoutAsync(right))
            {
                cluster.Plain.Produce("page-events", 0, PageEvents.JsonOfNow(page), poison);
                await Eventually.TrueAsync(
                    async () => (await service.HealthAsync()).Entries[check] is { Status: HealthStatus.Unhealthy, Description: { } text }
                        && text.Contains(right.MissingSentence, StringComparison.Ordinal),
                    $"{check}: {right.MissingSentence}");
            }

            await service.ReadyAsync();
            await Eventually.TrueAsync(async () => await countAsync(http, page) == 1, $"the event is processed after the grant of {right}");
            var letters = cluster.Plain.Read($"page-events.{user}.dead", records => records.Any(record => TextOf(record.Message.Value) == poison));
            Assert.Single(letters, record => TextOf(record.Message.Value) == poison);
            Assert.Single(
                service.Log,
                line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains(right.MissingSentence, StringComparison.Ordinal));
        }
    }

    private static string TextOf(byte[]? bytes) => Encoding.UTF8.GetString(bytes ?? []);
}
