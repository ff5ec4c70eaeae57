using Contracts;
using Messaging;

namespace ProducerApi.Publish;

/// <summary>A random event that was published, its receipt, and the id of its trace.</summary>
internal sealed record PublishedEvent(PageEvent Event, Receipt Receipt, string? TraceId);
