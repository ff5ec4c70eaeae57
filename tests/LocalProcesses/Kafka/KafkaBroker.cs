namespace LocalProcesses.Kafka;

/// <summary>A broker of an <see cref="ApacheKafkaCluster"/>, which is also a controller.</summary>
public sealed class KafkaBroker : IAsyncDisposable
{
    private const int KeptLines = 50;
    private const string ClusterId = "TestsTestsTestsTestsTQ";

    private readonly string _home;
    private readonly string _directory;
    private readonly KafkaClusterOptions _options;
    private readonly Dictionary<string, string> _settings;
    private readonly Dictionary<string, string> _furtherAddresses;
    private readonly Queue<string> _output = [];
    private GuardedProcess? _process;

    /// <param name="id">The node id.</param>
    /// <param name="home">The directory with Apache Kafka.</param>
    /// <param name="directory">The directory of this broker.</param>
    /// <param name="ports">The ports of the broker, of the controller, and of each further listener.</param>
    /// <param name="voters">The controllers.</param>
    /// <param name="options">The options of the cluster.</param>
    internal KafkaBroker(int id, string home, string directory, int[] ports, string voters, KafkaClusterOptions options)
    {
        Id = id;
        Address = $"127.0.0.1:{ports[0]}";
        _furtherAddresses = options.Listeners.Zip(ports.Skip(2)).ToDictionary(listener => listener.First.Name, listener => $"127.0.0.1:{listener.Second}");
        _home = home;
        _directory = directory;
        _options = options;
        _settings = SettingsOf(ports[1], voters);
        foreach (var (name, value) in options.Settings) _settings[name] = value;
    }

    /// <summary>The node id.</summary>
    public int Id { get; }

    /// <summary>The <c>host:port</c> for clients without TLS and authentication.</summary>
    public string Address { get; }

    /// <summary>The <c>host:port</c> of one of the further listeners.</summary>
    public string AddressOf(string listener) => _furtherAddresses[listener];

    /// <summary>Whether the process runs, or is paused.</summary>
    public bool IsRunning => _process is { HasExited: false };

    private string PropertiesFile => Path.Combine(_directory, "server.properties");

    /// <summary>Starts the broker, which then takes some seconds to become a member of its cluster.</summary>
    public Task StartAsync()
    {
        if (IsRunning) throw new InvalidOperationException($"Broker {Id} runs already.");

        _process?.Dispose();
        _process = Run("kafka-server-start.sh", [PropertiesFile], new() { ["KAFKA_HEAP_OPTS"] = _options.Heap });
        return Task.CompletedTask;
    }

    /// <summary>Ends the broker at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!IsRunning) return;

        Signals.SendKill(_process!.Id);
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the broker with SIGTERM. It hands its partitions over to others first.</summary>
    public async Task StopAsync()
    {
        if (!IsRunning) return;

        Signals.SendTerm(_process!.Id);
        await _process.WaitForExitAsync();
    }

    /// <summary>Pauses the broker with SIGSTOP. It keeps its connections and answers nobody.</summary>
    public void Pause() => Signals.SendStop(Running().Id);

    /// <summary>Lets the broker run again.</summary>
    public void Resume() => Signals.SendContinue(Running().Id);

    /// <summary>Kills the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
    }

    internal async Task FormatAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_directory);
        await File.WriteAllLinesAsync(PropertiesFile, _settings.Select(setting => $"{setting.Key}={setting.Value}"), cancellationToken);
        using var format = Run(
            "kafka-storage.sh", ["format", "--cluster-id", ClusterId, "--config", PropertiesFile, .. _options.FormatArguments], []);
        await format.WaitForExitAsync(cancellationToken);
        if (!File.Exists(Path.Combine(_settings["log.dirs"], "meta.properties"))) throw Failure("could not format its storage");
    }

    internal void ThrowIfExited()
    {
        if (!IsRunning) throw Failure("has ended");
    }

    private GuardedProcess Running() => IsRunning ? _process! : throw new InvalidOperationException($"Broker {Id} does not run.");

    private InvalidOperationException Failure(string what)
    {
        lock (_output) return new($"Broker {Id} {what}. Its output ends with:\n{string.Join('\n', _output)}");
    }

    private GuardedProcess Run(string script, IEnumerable<string> arguments, Dictionary<string, string?> environment)
    {
        environment["LOG_DIR"] = Path.Combine(_directory, "logs"); // for Apache's scripts
        return GuardedProcess.Start([Path.Combine(_home, "bin", script), .. arguments], directory: null, environment, Keep);
    }

    private void Keep(string line)
    {
        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > KeptLines) _output.Dequeue();
        }
    }

    private Dictionary<string, string> SettingsOf(int controllerPort, string voters)
    {
        var replicas = $"{Math.Min(3, _options.Brokers)}";
        var inSync = _options.Brokers < 3 ? "1" : "2";
        var forClients = string.Concat(_furtherAddresses.Select(listener => $",{listener.Key}://{listener.Value}"));
        var protocols = string.Concat(_options.Listeners.Select(listener => $",{listener.Name}:{listener.SecurityProtocol}"));
        return new()
        {
            ["process.roles"] = "broker,controller",
            ["node.id"] = $"{Id}",
            ["controller.quorum.voters"] = voters,
            ["listeners"] = $"PLAINTEXT://{Address},CONTROLLER://127.0.0.1:{controllerPort}{forClients}",
            ["advertised.listeners"] = $"PLAINTEXT://{Address}{forClients}",
            ["listener.security.protocol.map"] = $"PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT{protocols}",
            ["controller.listener.names"] = "CONTROLLER",
            ["log.dirs"] = Path.Combine(_directory, "records"),
            ["default.replication.factor"] = replicas,
            ["min.insync.replicas"] = inSync,
            ["offsets.topic.replication.factor"] = replicas,
            ["transaction.state.log.replication.factor"] = replicas,
            ["transaction.state.log.min.isr"] = inSync,

            // What follows makes tests faster: fewer internal partitions to create, no wait for further members, quick
            // rebalances, deletion by age every second.
            ["offsets.topic.num.partitions"] = "8",
            ["transaction.state.log.num.partitions"] = "8",
            ["group.initial.rebalance.delay.ms"] = "0",
            ["group.consumer.min.heartbeat.interval.ms"] = "100",
            ["group.consumer.heartbeat.interval.ms"] = "250",
            ["group.consumer.min.session.timeout.ms"] = "6000",
            ["group.consumer.session.timeout.ms"] = "6000",
            ["log.retention.check.interval.ms"] = "1000",
            ["log.cleaner.backoff.ms"] = "500",
        };
    }
}
