using Contracts;
using Messaging.Publishing;

namespace ProducerApi.Publish;

/// <summary>An event that was made up and published.</summary>
/// <param name="Event">The event.</param>
/// <param name="Receipt">Where it is.</param>
/// <param name="TraceId">The trace that it can be followed by.</param>
internal sealed record PublishedEvent(PageEvent Event, Receipt Receipt, string? TraceId);
