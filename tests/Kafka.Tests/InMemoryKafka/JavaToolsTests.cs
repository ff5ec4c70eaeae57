using System.Diagnostics;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>The command-line tools of Apache Kafka, which are Java clients, on the in-memory cluster.</summary>
public sealed class JavaToolsTests : IAsyncDisposable
{
    private static readonly string? KafkaHome = Environment.GetEnvironmentVariable("KAFKA_HOME");

    private readonly ProxiedCluster _kafka = new();

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task They_list_and_describe_topics()
    {
        var topic = _kafka.NewTopic(partitions: 3);

        Assert.Contains(topic, await RunAsync("kafka-topics", "--list"));
        Assert.Contains("PartitionCount: 3", await RunAsync("kafka-topics", "--describe", "--topic", topic));
    }

    [Theory]
    [InlineData("--partition", "0", "--offset", "earliest")]
    [InlineData("--group", "java-classic", "--from-beginning")]
    [InlineData("--group", "java-consumer", "--from-beginning", "--consumer-property", "group.protocol=consumer")]
    public async Task They_produce_and_consume(params string[] how)
    {
        var topic = _kafka.NewTopic();
        await RunAsync("kafka-console-producer", ["--topic", topic], input: "from Java\n");

        Assert.Contains("from Java", await RunAsync("kafka-console-consumer", ["--topic", topic, "--max-messages", "1", .. how]));
    }

    private Task<string> RunAsync(string tool, params string[] arguments) => RunAsync(tool, arguments, input: "");

    private async Task<string> RunAsync(string tool, string[] arguments, string input)
    {
        Assert.SkipWhen(string.IsNullOrEmpty(KafkaHome), "KAFKA_HOME names no directory with Apache Kafka and its command-line tools.");
        var start = new ProcessStartInfo(Path.Combine(KafkaHome!, "bin", $"{tool}.sh"), ["--bootstrap-server", _kafka.BootstrapServers, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xmx128M";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        try
        {
            return await process.StandardOutput.ReadToEndAsync(deadline.Token);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
