namespace InMemoryKafka;

/// <summary>What a service must be configured with to use the in-memory cluster well, besides its address.</summary>
public static class InMemoryKafkaClientSettings
{
    /// <summary>The settings as keys of .NET configuration, with colons.</summary>
    public static IReadOnlyDictionary<string, string> Configuration { get; } = new Dictionary<string, string>
    {
        // The cluster can't create topics by request, but does so when one is first used: services need not try.
        ["Topics:Create"] = "false",

        // It lets a fetch wait for its whole time even when a record comes in.
        ["Aspire:Confluent:Kafka:Consumer:Config:FetchWaitMaxMs"] = "20",

        // A group that has members rebalances only a second before their session timeout, and members that leave meanwhile get no
        // response: with short sessions both are short.
        ["Aspire:Confluent:Kafka:Consumer:Config:SessionTimeoutMs"] = "3000",
        ["Aspire:Confluent:Kafka:Consumer:Config:HeartbeatIntervalMs"] = "500",
    };

    /// <summary>The same settings as environment variables.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentVariables { get; } =
        Configuration.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
}
