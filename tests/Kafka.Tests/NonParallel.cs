namespace Kafka.Tests;

/// <summary>Tests that need the whole machine and must not run in parallel with others.</summary>
[CollectionDefinition(nameof(NonParallel), DisableParallelization = true)]
public sealed class NonParallel;
