using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using InMemoryKafka;

namespace Kafka.EndToEnd.Tests.AppHost;

[Collection(WithRunningAppHost.Name)]
public sealed class StartingTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    [EmbeddedFact]
    public async Task A_port_that_is_taken_is_said_and_replaced()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var app = AppHostProcess.Start(new Dictionary<string, string> { ["Ports__producer-api"] = $"{port}" });
        await app.WaitUntilHealthyAsync();

        await app.WaitForLineAsync($"apphost .*producer-api: port {port} is taken, using {app.AddressOf("producer-api").Port}");
    }

    [EmbeddedFact]
    public async Task Two_that_are_started_at_once_do_not_fight_for_a_port()
    {
        var port = FreePort.Find();
        var settings = new Dictionary<string, string> { ["Ports__kafka"] = $"{port}" };
        await using var one = AppHostProcess.Start(settings);
        await using var other = AppHostProcess.Start(settings);
        await Task.WhenAll(one.WaitUntilHealthyAsync(), other.WaitUntilHealthyAsync());

        Assert.NotEqual(one.BootstrapServers, other.BootstrapServers);
        Assert.Contains($"localhost:{port}", (string[])[one.BootstrapServers, other.BootstrapServers]);
    }

    [EmbeddedFact]
    public async Task An_external_cluster_is_used_and_nothing_started_in_its_place()
    {
        using var cluster = new InMemoryCluster(groupRebalanceDelay: TimeSpan.FromSeconds(1));

        await using var app = AppHostProcess.Start(new Dictionary<string, string>
        {
            ["ConnectionStrings__kafka"] = cluster.BootstrapServers,
            ["Topics__Create"] = "false", // this kind of cluster can't, and creates those that are used
        });
        await app.WaitUntilHealthyAsync();

        Assert.Equal(cluster.BootstrapServers, app.BootstrapServers);
        Assert.DoesNotContain(app.Lines, line => line.Contains("in-memory"));
    }

    [EmbeddedFact]
    public Task An_external_cluster_that_does_not_answer_is_said_in_one_line()
        => FailsWith("the cluster at localhost:1 .* did not answer within 1 s", new()
        {
            ["ConnectionStrings__kafka"] = "localhost:1",
            ["Kafka__StartTimeout"] = "00:00:01",
        });

    [EmbeddedFact]
    public Task A_directory_without_Kafka_is_said_in_one_line()
        => FailsWith("KAFKA_HOME must be a directory with Apache Kafka", new()
        {
            ["KAFKA_HOME"] = Path.Combine(Path.GetTempPath(), "nothing"),
        });

    [EmbeddedFact]
    public Task A_port_that_is_none_is_said_in_one_line()
        => FailsWith("Ports:producer-api is '99999', which is not a port", new() { ["Ports__producer-api"] = "99999" });

    [EmbeddedFact]
    public Task Publishing_is_left_to_Aspire()
        => FailsWith("publishing needs UseAspire=true", [], "--publisher", "manifest");

    private static async Task FailsWith(string reason, Dictionary<string, string> settings, params string[] arguments)
    {
        await using var app = AppHostProcess.Start(settings, arguments);

        Assert.Equal(1, await app.ExitCodeAsync(AtOnce));
        Assert.Contains(app.Lines, line => Regex.IsMatch(line, $"^apphost: .*{reason}")); // the other stream's last line may come later
        Assert.DoesNotContain(app.Lines, line => line.Contains("   at "));
    }
}
