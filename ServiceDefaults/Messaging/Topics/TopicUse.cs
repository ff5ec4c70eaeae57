namespace ServiceDefaults.Messaging.Topics;

/// <summary>A topic that a service uses, to be created where it is missing.</summary>
internal sealed record TopicUse(string Name, int Partitions, short ReplicationFactor, bool Compacted = false);
