namespace Dashboard.Door;

/// <summary>What a resource is.</summary>
public enum ResourceType
{
    /// <summary>A Kafka cluster.</summary>
    Kafka,

    /// <summary>A service of the application.</summary>
    Project,
}
