using System.Text.Json.Serialization;
using Contracts;

namespace StreamsService.Changelog;

/// <summary>
/// The JSON of <see cref="ChangelogTopics.PageStatistics"/>. Use <see cref="WireFormat"/>, which has the options of
/// <see cref="ContractsJson"/>; the generated <c>Default</c> does not.
/// </summary>
[JsonSerializable(typeof(StatisticsRecord))]
internal sealed partial class StatisticsJson : JsonSerializerContext
{
    /// <summary>The statistics records in the JSON format of all contracts.</summary>
    public static StatisticsJson WireFormat { get; } = new(new(ContractsJson.Default.Options));
}
