using Messaging.Consuming;
using Messaging.Publishing;

namespace Messaging.Delivery;

/// <summary>Where a record is delivered.</summary>
internal interface IDestination<T>
{
    /// <summary>Tries to handle the record; may be asked again.</summary>
    ValueTask HandleAsync(Record<T> record, CancellationToken cancellationToken);

    /// <summary>Follows a success, once. A failure here is not the record's fault.</summary>
    void Accept();

    /// <summary>Writes a dead letter. A failure here is not the record's fault.</summary>
    ValueTask BuryAsync(OutgoingRecord deadLetter, CancellationToken cancellationToken);
}
