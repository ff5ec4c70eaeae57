namespace Messaging;

/// <summary>Transforms the records of one topic to records of another topic, exactly once.</summary>
/// <typeparam name="TIn">The type of the input values.</typeparam>
/// <typeparam name="TOut">The type of the output values.</typeparam>
public interface ITransform<TIn, TOut>
{
    /// <summary>Transforms one record. Must have no side effects, because the same record can be transformed again.</summary>
    /// <param name="record">The record, with its decoded value.</param>
    /// <returns>The value to send; null sends no record.</returns>
    /// <exception cref="Contracts.InvalidRecordException">
    /// The record violates its contract: it is dead-lettered without a retry.
    /// </exception>
    /// <exception cref="Exception">Any other failure: the record is retried, and dead-lettered after the last attempt.</exception>
    TOut? Transform(Record<TIn> record);
}
