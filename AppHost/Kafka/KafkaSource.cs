using Microsoft.Extensions.Configuration;

namespace AppHost.Kafka;

/// <summary>Where the Kafka cluster of the application comes from.</summary>
internal enum KafkaSource
{
    /// <summary>A cluster that runs elsewhere, named by <c>ConnectionStrings:kafka</c>.</summary>
    ConnectionString,

    /// <summary>Apache Kafka, started from the directory <c>KAFKA_HOME</c>.</summary>
    ApacheKafka,

    /// <summary>Aspire's Kafka container. Only in builds with <c>UseAspireKafka=true</c>.</summary>
    Container,

    /// <summary>The in-memory broker, a process of its own.</summary>
    InMemory,
}

/// <summary>Chooses the source.</summary>
internal static class KafkaSourceChoice
{
    /// <summary>The configuration key that overrides the choice.</summary>
    public const string Key = "Kafka:Source";

    /// <summary>
    /// The source named by <c>Kafka:Source</c>; otherwise the first one that this machine has, in the order of <see cref="KafkaSource"/>.
    /// What is published for deployment is a container or a connection string, never a process of this machine.
    /// </summary>
    /// <exception cref="DistributedApplicationException"><c>Kafka:Source</c> names none, or one that lacks what it needs.</exception>
    public static KafkaSource Choose(IConfiguration configuration, string name, bool hasContainer, bool isPublishing)
    {
        var hasConnectionString = configuration.GetConnectionString(name) is { Length: > 0 };
        var hasHome = configuration[ApacheKafka.HomeKey] is { Length: > 0 };
        if (configuration[Key] is { Length: > 0 } text)
        {
            if (!Enum.TryParse<KafkaSource>(text, ignoreCase: true, out var source) || !Enum.IsDefined(source))
            {
                var names = string.Join(", ", Enum.GetNames<KafkaSource>());
                throw new DistributedApplicationException($"{Key} is '{text}'. Set it to one of {names}.");
            }


            var missing = source switch
            {
                KafkaSource.ConnectionString when !hasConnectionString && !isPublishing =>
                    $"set ConnectionStrings__{name} to the address of a cluster",
                KafkaSource.ApacheKafka when !hasHome => $"set {ApacheKafka.HomeKey} to a directory with Apache Kafka",
                KafkaSource.Container when !hasContainer => "build with -p:UseAspireKafka=true",
                _ => null,
            };
            return missing is null ? source : throw new DistributedApplicationException($"{Key} is '{text}', which needs more: {missing}.");
        }

        if (hasConnectionString) return KafkaSource.ConnectionString;
        if (isPublishing) return hasContainer ? KafkaSource.Container : KafkaSource.ConnectionString;
        if (hasHome) return KafkaSource.ApacheKafka;
        return hasContainer ? KafkaSource.Container : KafkaSource.InMemory;
    }
}
