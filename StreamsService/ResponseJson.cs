using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using StreamsService.Http;
using StreamsService.Live;
using StreamsService.Live.Records;
using StreamsService.View;

namespace StreamsService;

/// <summary>The JSON of responses and server-sent events. Property names and timestamps are written as in the contracts.</summary>
internal static class ResponseJson
{
    /// <summary>The options for JSON that ASP.NET does not write: server-sent events.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>Adds the types and converters of this service to JSON options.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, ResponseTypes.Default);
        options.NumberHandling = JsonNumberHandling.Strict;
        foreach (var converter in ContractsJson.Default.Options.Converters) options.Converters.Add(converter);
        return options;
    }
}

/// <summary>A list of statistics.</summary>
/// <param name="Windows">Each item has the statistics of one page in one window.</param>
internal sealed record WindowsResponse(IReadOnlyList<PageWindow> Windows);

[JsonSerializable(typeof(WindowsResponse))]
[JsonSerializable(typeof(StatisticsResponse))]
[JsonSerializable(typeof(TopologyResponse))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
[JsonSerializable(typeof(SummaryEvent))]
[JsonSerializable(typeof(RecordBatch))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(FeedError))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class ResponseTypes : JsonSerializerContext;
