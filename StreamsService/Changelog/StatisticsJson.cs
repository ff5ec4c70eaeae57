using System.Text.Json.Serialization;
using Contracts;

namespace StreamsService.Changelog;

/// <summary>The JSON of <see cref="ChangelogTopics.PageStatistics"/>. It follows the rules of <see cref="ContractsJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true,
    Converters = [typeof(InstantJson)])]
[JsonSerializable(typeof(StatisticsRecord))]
internal sealed partial class StatisticsJson : JsonSerializerContext;
