using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Contracts;

namespace ServiceDefaults.Http;

/// <summary>The JSON of requests and responses. Member names and instants have the same format as in the contracts.</summary>
public static class HttpJson
{
    /// <summary>Creates options for JSON that is written without ASP.NET, such as the lines and events of a stream.</summary>
    public static JsonSerializerOptions NewOptions(IJsonTypeInfoResolver types) => Configure(new(JsonSerializerDefaults.Web), types);

    /// <summary>Configures options for the types of a service, for contracts and for problem details.</summary>
    /// <returns>The same options.</returns>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options, IJsonTypeInfoResolver types)
    {
        options.TypeInfoResolverChain.Insert(0, types);
        options.TypeInfoResolverChain.Insert(1, ContractsJson.Default);
        options.TypeInfoResolverChain.Insert(2, ProblemJson.Default);
        options.NumberHandling = JsonNumberHandling.Strict;
        foreach (var converter in ContractsJson.Default.Options.Converters) options.Converters.Add(converter);
        return options;
    }
}

/// <summary>The types of the extension members of problem details.</summary>
[JsonSerializable(typeof(Dictionary<string, string[]>))]
internal sealed partial class ProblemJson : JsonSerializerContext;
