using System.Net.Sockets;

namespace Dashboard.Door;

/// <summary>All that the dashboard is given by its host. The sockets listen already, on loopback addresses only.</summary>
/// <param name="Resources">What runs.</param>
/// <param name="Kafka">The cluster.</param>
/// <param name="Configuration">Holds the section <c>Dashboard</c>.</param>
/// <param name="Time">The clock.</param>
public sealed record DashboardSetup(IResourceService Resources, KafkaConnection Kafka, IConfiguration Configuration, TimeProvider Time)
{
    /// <summary>Where its pages and its HTTP API are.</summary>
    public required IReadOnlyList<Socket> Pages { get; init; }

    /// <summary>Where OTLP comes in over gRPC.</summary>
    public required IReadOnlyList<Socket> OtlpGrpc { get; init; }

    /// <summary>Where OTLP comes in over HTTP, as protobuf.</summary>
    public required IReadOnlyList<Socket> OtlpHttp { get; init; }
}
