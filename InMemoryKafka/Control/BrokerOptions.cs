using System.ComponentModel.DataAnnotations;

namespace InMemoryKafka.Control;

/// <summary>The section <c>Kafka</c> of the configuration.</summary>
internal sealed record BrokerOptions
{
    /// <summary>The port on 127.0.0.1 and ::1 to which Kafka clients connect; 0 takes any free port.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 9092;
}
