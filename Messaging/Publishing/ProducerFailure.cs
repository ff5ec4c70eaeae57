using Confluent.Kafka;

namespace Messaging.Publishing;

/// <summary>Why the producer of a service can't send records at the moment.</summary>
/// <param name="Error">The error of the client.</param>
/// <param name="Explanation">What happened, and which right is missing if that is the cause. Not followed by a full stop.</param>
internal sealed record ProducerFailure(Error Error, string Explanation);
