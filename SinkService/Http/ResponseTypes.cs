using System.Text.Json.Serialization;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary>The types of the responses of this service.</summary>
[JsonSerializable(typeof(StoredEvent))]
[JsonSerializable(typeof(EventsResponse))]
[JsonSerializable(typeof(TotalsResponse))]
internal sealed partial class ResponseTypes : JsonSerializerContext;
