using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>
/// The JSON of every contract: UTF-8, camelCase, all members required, unknown members ignored, no member twice.
/// Change is additive only; a test holds the approved text.
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
public sealed partial class ContractsJson : JsonSerializerContext;
