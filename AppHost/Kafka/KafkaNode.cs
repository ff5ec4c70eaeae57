using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AppHost.Kafka;

/// <summary>
/// Apache Kafka 4 as unpacked in <c>KAFKA_HOME</c>, run as one KRaft node (broker and controller). Its storage is formatted before the
/// first start and kept.
/// </summary>
/// <param name="home">The directory that has Kafka's <c>bin</c>.</param>
/// <param name="data">The directory for records, configuration and logs.</param>
/// <param name="port">The port of localhost for clients.</param>
/// <param name="controllerPort">The port of localhost at which the node talks to itself.</param>
internal sealed partial class KafkaNode(string home, string data, int port, int controllerPort)
{
    private static readonly TimeSpan FormatTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The node's configuration file.</summary>
    public string PropertiesFile => Path.Combine(data, "server.properties");

    /// <summary>The program that starts the node in the foreground.</summary>
    public string StartScript => Script("kafka-server-start");

    /// <summary>Where the node keeps its own log files.</summary>
    public string LogDirectory => Path.Combine(data, "logs");

    /// <summary>The configuration of the node's log on the console: warnings, and the line that it has started.</summary>
    public string LogConfigurationFile => Path.Combine(data, "log4j2.properties");

    private string Records => Path.Combine(data, "records");

    /// <summary>Checks that Kafka's scripts are there and can take the paths.</summary>
    /// <exception cref="DistributedApplicationException">They are not, or a path has a space, which the scripts can't take.</exception>
    public void Validate()
    {
        foreach (var script in (string[])[StartScript, Script("kafka-storage")])
        {
            if (!File.Exists(script))
            {
                throw new DistributedApplicationException(
                    $"{ApacheKafka.HomeKey} must be a directory with Apache Kafka, but {script} does not exist.");
            }
        }

        foreach (var path in (string[])[home, data])
        {
            if (path.Any(char.IsWhiteSpace))
            {
                throw new DistributedApplicationException($"Kafka's scripts can't take the path '{path}', because it has a space.");
            }
        }
    }

    /// <summary>Writes the node's configuration files, and formats its storage unless that was done before.</summary>
    /// <exception cref="DistributedApplicationException">The storage can't be formatted; the reason is in the log.</exception>
    public async Task PrepareAsync(ILogger log, CancellationToken cancellation)
    {
        Directory.CreateDirectory(data);
        await File.WriteAllTextAsync(PropertiesFile, Properties(), cancellation);
        await File.WriteAllTextAsync(LogConfigurationFile, LogConfiguration, cancellation);
        if (File.Exists(Path.Combine(Records, "meta.properties"))) return;

        var start = new ProcessStartInfo(Script("kafka-storage"), ["format", "--cluster-id", NewClusterId(), "--config", PropertiesFile])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LOG_DIR"] = LogDirectory;
        using var format = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(FormatTimeout);
        try
        {
            var (output, error) = (format.StandardOutput.ReadToEndAsync(timeout.Token), format.StandardError.ReadToEndAsync(timeout.Token));
            await format.WaitForExitAsync(timeout.Token);
            foreach (var line in $"{await output}\n{await error}".Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                LogLine(log, line);
            }

            if (format.ExitCode != 0)
            {
                throw new DistributedApplicationException($"kafka-storage could not format {Records}: exit code {format.ExitCode}.");
            }
        }
        catch (OperationCanceledException)
        {
            format.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>
    /// Apache's default configuration prints hundreds of lines at each start. On a new node, each client that requests a topic while Kafka
    /// creates it would add a warning.
    /// </summary>
    private const string LogConfiguration = """
        status = error
        appender.console.type = Console
        appender.console.name = console
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1}: %m%n
        rootLogger.level = warn
        rootLogger.appenderRef.console.ref = console
        logger.server.name = kafka.server.KafkaRaftServer
        logger.server.level = info
        logger.creation.name = org.apache.kafka.server.DefaultAutoTopicCreationManager
        logger.creation.level = error

        """;

    /// <summary>The node's settings: one replica of everything, and no wait for more members of a new group.</summary>
    private string Properties() => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@localhost:{controllerPort}
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://localhost:{port},CONTROLLER://localhost:{controllerPort}
        advertised.listeners=PLAINTEXT://localhost:{port}
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs={Records.Replace('\\', '/')}
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0

        """;

    /// <summary>
    /// Kafka's form of a UUID: 16 bytes in URL-safe base 64 without padding. Its tools don't take one that begins with a hyphen.
    /// </summary>
    private static string NewClusterId() =>
        Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', 'A').Replace('/', '_');

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogLine(ILogger log, string line);

    private string Script(string name) => OperatingSystem.IsWindows()
        ? Path.Combine(home, "bin", "windows", $"{name}.bat")
        : Path.Combine(home, "bin", $"{name}.sh");
}
