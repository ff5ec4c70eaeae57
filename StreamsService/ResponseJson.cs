using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using StreamsService.Http;
using StreamsService.Live;
using StreamsService.Live.Records;
using StreamsService.View;

namespace StreamsService;

/// <summary>The JSON of responses and events. Members and instants look as they do in the contracts.</summary>
internal static class ResponseJson
{
    /// <summary>The options of what is written without ASP.NET: server-sent events.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>Makes options write what this service writes.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, ResponseTypes.Default);
        options.NumberHandling = JsonNumberHandling.Strict;
        foreach (var converter in ContractsJson.Default.Options.Converters) options.Converters.Add(converter);
        return options;
    }
}

/// <summary>Some windows.</summary>
/// <param name="Windows">The statistics of a page in a window each.</param>
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
