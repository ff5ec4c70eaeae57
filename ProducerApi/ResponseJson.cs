using System.Text.Json;
using System.Text.Json.Serialization;
using Messaging;
using ProducerApi.Publish;
using ServiceDefaults.Http;

namespace ProducerApi;

/// <summary>The JSON of the responses of this service.</summary>
internal static class ResponseJson
{
    /// <summary>The options for JSON that is written without ASP.NET: the lines of a stream.</summary>
    public static JsonSerializerOptions Options { get; } = HttpJson.NewOptions(ResponseTypes.Default);
}

/// <summary>The types of the responses of this service.</summary>
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(PublishedEvent))]
internal sealed partial class ResponseTypes : JsonSerializerContext;
