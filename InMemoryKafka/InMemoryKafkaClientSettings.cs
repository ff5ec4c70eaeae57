namespace InMemoryKafka;

/// <summary>What a service must be configured with to use the in-memory cluster well, besides its address.</summary>
public static class InMemoryKafkaClientSettings
{
    /// <summary>The settings as keys of .NET configuration, with colons.</summary>
    public static IReadOnlyDictionary<string, string> Configuration { get; } = new Dictionary<string, string>
    {
        // Nobody can create topics by request. The cluster creates a topic when it is first used.
        ["Topics:Create"] = "false",

        // A fetch waits for its longest time, even when a record arrives earlier.
        ["Aspire:Confluent:Kafka:Consumer:Config:FetchWaitMaxMs"] = "20",

        // A rebalance of a group with members takes until a second before the session timeout, and a member that leaves meanwhile gets no
        // response. A short timeout makes both waits short.
        ["Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs"] = "3000",
        ["Aspire:Confluent:Kafka:Consumer:Config:HeartbeatIntervalMs"] = "500",
    };

    /// <summary>The same settings as environment variables.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentVariables { get; } =
        Configuration.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
}
