namespace Messaging.Reading;

/// <summary>What a compacted topic says, held in memory. Both members are called by one thread.</summary>
/// <typeparam name="T">The value of a record.</typeparam>
public interface ITable<T>
{
    /// <summary>Takes the next record of a partition. The one with the highest offset says what holds for its key.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The offset in it.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null takes back what the key said.</param>
    void Apply(int partition, long offset, string key, T? value);

    /// <summary>No further record is at hand: a good moment to tell others.</summary>
    void Applied();
}
