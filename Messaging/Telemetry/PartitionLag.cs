namespace Messaging.Telemetry;

/// <summary>The lag of a consumer in a partition.</summary>
/// <param name="Partition">The partition's number.</param>
/// <param name="Records">The number of unprocessed records.</param>
/// <param name="Time">How far behind processing is: time since the last processed record was sent; zero when no record waits.</param>
internal readonly record struct PartitionLag(int Partition, long Records, TimeSpan Time);
