namespace Messaging.Sinks;

/// <summary>Another instance has claimed a partition, so this one must not write its rows.</summary>
internal sealed class SinkFencedException(int partition) : Exception($"Another instance has claimed partition {partition}.");
