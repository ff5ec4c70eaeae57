using System.Text.Json;
using System.Text.Json.Serialization;
using ServiceDefaults.Http;
using StreamsService.Http;
using StreamsService.Live;
using StreamsService.Live.Records;

namespace StreamsService;

/// <summary>The JSON of the responses and server-sent events of this service.</summary>
internal static class ResponseJson
{
    /// <summary>The options for JSON that is written without ASP.NET: server-sent events.</summary>
    public static JsonSerializerOptions Options { get; } = HttpJson.NewOptions(ResponseTypes.Default);
}

/// <summary>The types of the responses and server-sent events of this service.</summary>
[JsonSerializable(typeof(WindowsResponse))]
[JsonSerializable(typeof(StatisticsResponse))]
[JsonSerializable(typeof(TopologyResponse))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
[JsonSerializable(typeof(SummaryEvent))]
[JsonSerializable(typeof(RecordBatch))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(FeedError))]
internal sealed partial class ResponseTypes : JsonSerializerContext;
