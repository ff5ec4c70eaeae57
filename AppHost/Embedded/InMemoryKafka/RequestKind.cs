namespace AppHost.Embedded.InMemoryKafka;

/// <summary>Kinds of requests in the Kafka protocol (its ApiKey) that can be made to fail.</summary>
internal enum RequestKind : short
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
    InitProducerId = 22,
    AddPartitionsToTransaction = 24,
    AddOffsetsToTransaction = 25,
    EndTransaction = 26,
    TransactionOffsetCommit = 28,
    ConsumerGroupHeartbeat = 68,
}
