namespace StreamsService.Changelog;

/// <summary>What is to be written to the output topic under a key.</summary>
/// <param name="Key">The <see cref="StatisticsKey"/>.</param>
/// <param name="Value">What the key says from now on; null takes it back.</param>
internal readonly record struct StatisticsChange(string Key, StatisticsRecord? Value)
{
    /// <summary>Writes a record under its key.</summary>
    public StatisticsChange(StatisticsRecord value) : this(StatisticsKey.Of(value), value)
    {
    }
}
