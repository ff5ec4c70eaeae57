namespace LocalProcesses.Kafka;

/// <summary>A further listener of each broker, such as one with TLS. <see cref="KafkaClusterOptions.Settings"/> has its settings.</summary>
/// <param name="Name">Its name in upper case, as in <c>listener.name.{name}.ssl.keystore.location</c>, where it is in lower case.</param>
/// <param name="SecurityProtocol"><c>SSL</c>, <c>SASL_SSL</c>, <c>SASL_PLAINTEXT</c> or <c>PLAINTEXT</c>.</param>
public sealed record KafkaListener(string Name, string SecurityProtocol);
