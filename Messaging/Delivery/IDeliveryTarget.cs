using Messaging.Consuming;
using Messaging.Publishing;

namespace Messaging.Delivery;

/// <summary>What a record is delivered to: the handler, and the way to the dead-letter topic.</summary>
internal interface IDeliveryTarget<T>
{
    /// <summary>Tries to handle the record; may be asked again.</summary>
    ValueTask HandleAsync(Record<T> record, CancellationToken cancellationToken);

    /// <summary>Follows a success, once. A failure here is not the record's error.</summary>
    void OnHandled();

    /// <summary>Publishes a dead letter. A failure here is not the record's error.</summary>
    ValueTask PublishDeadLetterAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken);
}
