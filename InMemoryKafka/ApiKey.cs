namespace InMemoryKafka;

#pragma warning disable CS1591 // each name is that of the request in the Kafka protocol

/// <summary>The requests of the Kafka protocol that this project names, by their number on the wire.</summary>
public enum ApiKey : short
{
    Produce = 0,
    Fetch = 1,
    ListOffsets = 2,
    Metadata = 3,
    OffsetCommit = 8,
    OffsetFetch = 9,
    FindCoordinator = 10,
    JoinGroup = 11,
    Heartbeat = 12,
    LeaveGroup = 13,
    SyncGroup = 14,
    ApiVersions = 18,
    InitProducerId = 22,
    OffsetForLeaderEpoch = 23,
    AddPartitionsToTransaction = 24,
    AddOffsetsToTransaction = 25,
    EndTransaction = 26,
    TransactionOffsetCommit = 28,
    DescribeConfigs = 32,
    ConsumerGroupHeartbeat = 68,
}
