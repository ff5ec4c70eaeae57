namespace Kafka.Tests.KafkaConsole.DeadLetters;

/// <summary>Tests that redrive on the shared cluster run one after another, because each console fences the previous one.</summary>
[CollectionDefinition(nameof(Redrive))]
public sealed class Redrive;
