namespace Kafka.Tests;

/// <summary>Tests that take the whole machine, and so run when no others do.</summary>
[CollectionDefinition(nameof(NonParallel), DisableParallelization = true)]
public sealed class NonParallel;
