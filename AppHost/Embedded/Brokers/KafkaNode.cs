using AppHost.Embedded.Processes;
using AppHost.Embedded.Running;

namespace AppHost.Embedded.Brokers;

/// <summary>An installation of Apache Kafka and the one KRaft node (broker and controller) that is run from it.</summary>
internal sealed class KafkaNode
{
    private readonly string _home;
    private readonly string _data;
    private readonly int _controllerPort;

    /// <param name="home">The directory that has Kafka's <c>bin</c>.</param>
    /// <param name="data">The directory that keeps records and configuration from run to run.</param>
    /// <param name="port">Where clients connect.</param>
    /// <param name="controllerPort">Where the node talks to itself.</param>
    /// <exception cref="StartupFault">There is no Kafka in <paramref name="home"/>, or a path that it can't take.</exception>
    public KafkaNode(string home, string data, int port, int controllerPort)
    {
        (_home, _data, Port, _controllerPort) = (home, data, port, controllerPort);

        foreach (var script in (string[])["kafka-server-start", "kafka-storage"])
        {
            if (!File.Exists(Script(script)))
                throw new StartupFault($"KAFKA_HOME must be a directory with Apache Kafka, but {Script(script)} does not exist");
        }

        foreach (var (key, path) in (ReadOnlySpan<(string, string)>)[("KAFKA_HOME", home), ("Kafka:DataDirectory", data)])
        {
            if (path.Any(char.IsWhiteSpace))
                throw new StartupFault($"Kafka's scripts can't take a path with spaces: set {key} to another than '{path}'");
        }
    }

    public int Port { get; }

    public string Home => _home;

    /// <summary>Whether the data directory has been prepared by an earlier run.</summary>
    public bool IsFormatted => File.Exists(Path.Combine(Logs, "meta.properties"));

    /// <summary>Prepares the data directory for a new cluster.</summary>
    public ChildCommand Format => Command("kafka-storage", "format", "--cluster-id", NewClusterId(), "--config", Settings);

    /// <summary>Runs the node in the foreground.</summary>
    public ChildCommand Run => Command("kafka-server-start", Settings);

    private string Logs => Path.Combine(_data, "records");

    private string Settings => Path.Combine(_data, "server.properties");

    /// <summary>Writes the node's configuration.</summary>
    /// <exception cref="StartupFault">The data directory can't be written to.</exception>
    public void WriteSettings()
    {
        try
        {
            Directory.CreateDirectory(_data);
            File.WriteAllText(Settings, NewSettings());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupFault($"Kafka's data directory can't be used (Kafka:DataDirectory): {fault.Message}");
        }
    }

    /// <summary>One replica of everything, groups that begin without delay.</summary>
    private string NewSettings()
        => $"""
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@localhost:{_controllerPort}
            controller.listener.names=CONTROLLER
            listeners=PLAINTEXT://localhost:{Port},CONTROLLER://localhost:{_controllerPort}
            advertised.listeners=PLAINTEXT://localhost:{Port}
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            inter.broker.listener.name=PLAINTEXT
            log.dirs={Logs.Replace('\\', '/')}
            offsets.topic.replication.factor=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            share.coordinator.state.topic.replication.factor=1
            share.coordinator.state.topic.min.isr=1
            group.initial.rebalance.delay.ms=0

            """;

    /// <summary>Kafka's form of a UUID: 16 bytes in URL-safe base 64 without padding; its tools take no leading hyphen.</summary>
    private static string NewClusterId()
        => Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', 'A').Replace('/', '_');

    private string Script(string name)
        => OperatingSystem.IsWindows()
            ? Path.Combine(_home, "bin", "windows", $"{name}.bat")
            : Path.Combine(_home, "bin", $"{name}.sh");

    private ChildCommand Command(string script, params string[] arguments)
        => new(Script(script), arguments, _home, new Dictionary<string, string?> { ["LOG_DIR"] = Path.Combine(_data, "logs") });
}
