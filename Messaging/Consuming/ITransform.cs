namespace Messaging.Consuming;

/// <summary>A function from the records of one topic to the records of another, exactly once.</summary>
/// <typeparam name="TIn">The value that comes in.</typeparam>
/// <typeparam name="TOut">The value that goes out.</typeparam>
public interface ITransform<TIn, TOut>
{
    /// <summary>What to send for one record. Must have no effect beyond its result: it can be asked again for the same record.</summary>
    /// <param name="record">The record.</param>
    /// <returns>What goes out; null sends nothing.</returns>
    /// <exception cref="Contracts.InvalidRecordException">The record breaks its contract: it is dead-lettered without another attempt.</exception>
    /// <exception cref="Exception">Anything else: the record is tried again, and dead-lettered after the last attempt.</exception>
    TOut? Transform(Record<TIn> record);
}
