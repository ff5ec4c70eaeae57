namespace Messaging.Telemetry;

/// <summary>How far behind the end of a partition its consumer is.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Records">Records that wait.</param>
/// <param name="Time">The age of the last record that was processed, while newer ones wait; zero otherwise.</param>
internal readonly record struct PartitionLag(int Partition, long Records, TimeSpan Time);
