namespace Chaos;

/// <summary>What to run.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How long services and brokers are disturbed.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The number of brokers of Apache Kafka; 0 for the in-memory broker.</summary>
    public int Brokers { get; init; } = 3;

    /// <summary>Whether SinkService writes into PostgreSQL; otherwise into an SQLite file.</summary>
    public required bool UsesPostgres { get; init; }

    /// <summary>Determines what is done to whom, for how long and in which order.</summary>
    public required int Seed { get; init; }

    /// <summary>The events that all clients together send in a second.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>The directory for the output of the services; null when it is not kept.</summary>
    public string? Logs { get; init; }
}
