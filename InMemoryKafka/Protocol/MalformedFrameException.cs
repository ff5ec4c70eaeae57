namespace InMemoryKafka.Protocol;

/// <summary>Bytes that are no request of the Kafka protocol. They end the connection on which they came, and nothing else.</summary>
internal sealed class MalformedFrameException(string message) : Exception(message);
