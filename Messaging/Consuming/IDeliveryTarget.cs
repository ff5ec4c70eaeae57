namespace Messaging.Consuming;

/// <summary>Handles records and publishes dead letters, as the processing strategy requires.</summary>
internal interface IDeliveryTarget<T>
{
    /// <summary>Handles the record. Called again for a retry.</summary>
    ValueTask HandleAsync(Record<T> record, CancellationToken cancellationToken);

    /// <summary>Called once after the record was handled. An exception here does not count as a failure of the record.</summary>
    void OnHandled();

    /// <summary>Publishes a dead letter. An exception here does not count as a failure of the record.</summary>
    ValueTask PublishDeadLetterAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken);
}
