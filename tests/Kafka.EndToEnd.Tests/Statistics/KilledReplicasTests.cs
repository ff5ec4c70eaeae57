using System.Diagnostics;
using Kafka.EndToEnd.Tests.AppHost;

namespace Kafka.EndToEnd.Tests.Statistics;

[Collection(WithRunningAppHost.Name)]
public sealed class KilledReplicasTests
{
    private static readonly TimeSpan ToCatchUp = TimeSpan.FromSeconds(60);
    private static readonly string[] Replicas = ["streams-service-1", "streams-service-2"];

    [EmbeddedFact(SendsSignals = true)]
    public async Task Replicas_that_are_killed_under_load_change_no_total()
    {
        await using var app = AppHostProcess.Start();
        await app.WaitUntilHealthyAsync();
        await using var load = Load.Start(app);

        foreach (var replica in Replicas) await KillAsync(app, replica);
        var published = await load.StopAsync();

        foreach (var replica in Replicas)
        {
            using var http = app.HttpClientFor(replica);
            foreach (var (page, expected) in published)
            {
                await Eventually.HoldsAsync($"{replica} has counted the last event of {page}", async () => (await Totals.OfAsync(http, page)).Longest == Load.Last, ToCatchUp);
                Assert.Equal(expected, await Totals.OfAsync(http, page));
            }
        }
    }

    private static async Task KillAsync(AppHostProcess app, string replica)
    {
        var first = app.ServiceProcessIds[replica];
        Process.GetProcessById(first).Kill();
        await Eventually.HoldsAsync($"{replica} is started again", () => app.ServiceProcessIds[replica] != first);
        using var http = app.HttpClientFor(replica);
        await Eventually.HoldsAsync($"{replica} is healthy again", async () => await IsHealthyAsync(http), ToCatchUp);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync("/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
