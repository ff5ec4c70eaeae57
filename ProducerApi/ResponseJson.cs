using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using Messaging;

namespace ProducerApi;

/// <summary>The JSON of responses. Member names and instants have the same format as in the contracts.</summary>
internal static class ResponseJson
{
    /// <summary>The options for JSON that is written without ASP.NET: the lines of a stream.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    /// <summary>Configures options for the responses of this service.</summary>
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
