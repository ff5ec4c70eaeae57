using Contracts;

namespace StreamsService.Changelog;

/// <summary>A change that will be written to the output topic.</summary>
/// <param name="Key">The key, in the format of <see cref="StatisticsKey"/>.</param>
/// <param name="Value">The new value of the key; null deletes the key (a tombstone).</param>
internal readonly record struct StatisticsChange(string Key, StatisticsRecord? Value)
{
    /// <summary>Sets the value of the record's own key.</summary>
    public StatisticsChange(StatisticsRecord value) : this(StatisticsKey.Of(value), value)
    {
    }
}
