namespace Messaging.Sinks;

/// <summary>Rows must not be written under a claim any more: another instance has claimed the partition, or the topic was replaced.</summary>
internal sealed class ClaimLostException(string message) : Exception(message);
