namespace Kafka.Tests;

/// <summary>Tests that take the whole machine, and so run when no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
