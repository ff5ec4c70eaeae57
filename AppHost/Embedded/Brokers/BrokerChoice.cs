using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;
using AppHost.Embedded.State;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Brokers;

/// <summary>Which Kafka stands behind the topology's: a named cluster, else Apache Kafka from a directory, else one in memory.</summary>
internal sealed class BrokerChoice(
    IConfiguration configuration, string directory, PortPlan ports, ResourceBoard board, Guardian guardian, TimeProvider time)
{
    private const int UsualPort = 9092;
    private const int UsualControllerPort = 9093;

    /// <summary>Chooses by <c>ConnectionStrings:{name}</c>, then <c>KAFKA_HOME</c>.</summary>
    /// <exception cref="StartupFault">What is configured does not exist.</exception>
    public Broker For(KafkaServerResource kafka)
    {
        var name = kafka.Name;
        if (configuration.GetConnectionString(name) is { Length: > 0 } bootstrapServers)
            return new ExternalCluster(name, bootstrapServers, configuration, board, time);

        var preferred = kafka.Port ?? UsualPort;
        if (configuration["KAFKA_HOME"] is not { Length: > 0 } home)
            return new InMemoryBroker(name, ports.Open(name, preferred, port => new ConnectionForwarder(port)), configuration, board, time);

        var node = new KafkaNode(
            Path.GetFullPath(home),
            configuration["Kafka:DataDirectory"] is { Length: > 0 } data ? Path.GetFullPath(data) : Path.Combine(directory, ".kafka"),
            ports.Choose(name, preferred),
            ports.Choose($"{name}-controller", UsualControllerPort));
        return new ApacheKafka(name, node, configuration, board, guardian, time);
    }
}
