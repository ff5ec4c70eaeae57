namespace AppHost.Embedded.State;

/// <summary>What a running thing is.</summary>
internal enum ResourceKind
{
    /// <summary>A service, or one of its replicas.</summary>
    Service,

    /// <summary>The address that the replicas of a service share.</summary>
    SharedAddress,

    /// <summary>A Kafka cluster.</summary>
    Kafka,
}
