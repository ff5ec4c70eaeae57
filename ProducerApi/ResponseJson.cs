using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using Messaging.Publishing;

namespace ProducerApi;

/// <summary>The JSON of responses. Members and instants look as they do in the contracts.</summary>
internal static class ResponseJson
{
    /// <summary>The options of what is written without ASP.NET: the lines of a stream.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>Makes options write what this service writes.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, ResponseTypes.Default);
        options.TypeInfoResolverChain.Insert(1, ContractsJson.Default);
        options.NumberHandling = JsonNumberHandling.Strict;
        foreach (var converter in ContractsJson.Default.Options.Converters) options.Converters.Add(converter);
        return options;
    }
}

[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Publish.PublishedEvent))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class ResponseTypes : JsonSerializerContext;
