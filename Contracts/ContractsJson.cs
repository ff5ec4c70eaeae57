using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>
/// The JSON format of all contracts: UTF-8, camelCase names, all members required, unknown members ignored, duplicate members rejected.
/// Only additive changes are allowed; a test compares the format with an approved text. A service with records of its own takes over these
/// options: <c>new(new JsonSerializerOptions(ContractsJson.Default.Options))</c> for its own context.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(InstantJson)])]
[JsonSerializable(typeof(PageEvent))]
[JsonSerializable(typeof(AnonymousPageEvent))]
[JsonSerializable(typeof(StatisticsRecord))]
public sealed partial class ContractsJson : JsonSerializerContext;
