using System.Globalization;
using System.Text;
using System.Text.Json;
using KafkaConsole.Records;
using KafkaConsole.Search;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.KafkaConsole.Search;

/// <summary>Runs searches in a console of this process.</summary>
internal static class Searches
{
    public static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(0, count).Select(number => number.ToString(CultureInfo.InvariantCulture));

    public static RecordSearch SearchOf(RunningConsole host) => host.Services.GetRequiredService<RecordSearch>();

    public static Task<SearchPlan> PlanAsync(RunningConsole host, string topic, string query, bool newestFirst)
    {
        var (filter, errors) = RecordFilterParameters.Parse(QueryHelpers.ParseQuery(query));
        Assert.Empty(errors);
        var records = new RecordQuery(topic, null, newestFirst ? RecordStart.End : RecordStart.Beginning, RecordQuery.DefaultLimit);
        return host.Services.GetRequiredService<SearchPlanner>().PlanAsync(records, filter, TestContext.Current.CancellationToken);
    }

    public static IAsyncEnumerable<SearchStep> RunAsync(RunningConsole host, SearchPlan plan, int maxHits = int.MaxValue) =>
        SearchOf(host).RunAsync(plan, new() { MaxHits = maxHits }, TestContext.Current.CancellationToken);

    public static async Task<IReadOnlyList<string>> HitsAsync(RunningConsole host, SearchPlan plan)
    {
        var hits = new List<string>();
        await foreach (var step in RunAsync(host, plan))
        {
            hits.AddRange(step.Hits.Select(hit => Encoding.UTF8.GetString(hit.Message.Value)));
        }

        return hits;
    }

    public static IReadOnlyList<string?> Values(JsonElement page) =>
    [
        .. page.GetProperty("records").EnumerateArray().Select(record => record.GetProperty("value").GetProperty("text").GetString())
            .Select(text => text!.StartsWith('{') ? string.Concat(text.Where(character => !char.IsWhiteSpace(character))) : text),
    ];
}
