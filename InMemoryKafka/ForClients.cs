namespace InMemoryKafka;

/// <summary>What the clients of the in-memory cluster must know besides its address, as environment variables of a service.</summary>
public static class ForClients
{
    /// <summary>The variables.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Environment { get; } =
    [
        // It can't create topics by request, but does so when one is first used: services need not try.
        new("Topics__Create", "false"),

        // It forgets the offsets that are committed within a transaction.
        new("Kafka__Consumer__CommitsOffsetsTwice", "true"),

        // It lets a fetch wait for its whole time even when a record comes in.
        new("Aspire__Confluent__Kafka__Consumer__Config__FetchWaitMaxMs", "20"),

        // A group that runs already is balanced anew only a second short of its members' session timeout, and members that leave
        // meanwhile are not answered: short sessions keep both short.
        new("Aspire__Confluent__Kafka__Consumer__Config__SessionTimeoutMs", "3000"),
        new("Aspire__Confluent__Kafka__Consumer__Config__HeartbeatIntervalMs", "500"),
    ];
}
