namespace Messaging;

/// <summary>
/// The content of a compacted topic, held in memory by every instance. Kafka Streams has it as GlobalKTable. One thread calls all members.
/// </summary>
/// <typeparam name="T">The type of the record values.</typeparam>
public interface ITable<T>
{
    /// <summary>Applies the next record of a partition. For each key, the record with the highest offset is valid.</summary>
    /// <param name="partition">The number of the partition.</param>
    /// <param name="offset">The offset in the partition.</param>
    /// <param name="key">The key, decoded as UTF-8.</param>
    /// <param name="value">The value; null is a tombstone, which deletes the key.</param>
    void Apply(int partition, long offset, string key, T? value);

    /// <summary>
    /// Removes everything: the topic was deleted and created again. Its records follow, from offset 0.
    /// </summary>
    void Clear();

    /// <summary>Called after a batch of records was applied, so that the table can publish its changes.</summary>
    void Applied();
}
