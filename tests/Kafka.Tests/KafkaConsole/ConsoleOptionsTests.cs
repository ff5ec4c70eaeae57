using KafkaConsole;
using Microsoft.Extensions.Options;

namespace Kafka.Tests.KafkaConsole;

public sealed class ConsoleOptionsTests(KafkaCluster cluster)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("http://localhost:15101/traces/detail/{traceId}", "http://localhost:15101/traces/detail/" + TraceId)]
    [InlineData("https://traces.example/?id={traceId}&view=full", "https://traces.example/?id=" + TraceId + "&view=full")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_trace_links_to_the_configured_viewer(string? url, string? expected) =>
        Assert.Equal(expected, new ConsoleOptions { TraceUrl = url }.TraceLink(TraceId));

    [Theory]
    [InlineData("traces/{traceId}", "Console:TraceUrl must be an absolute http or https URL.")]
    [InlineData("javascript:alert({traceId})", "Console:TraceUrl must be an absolute http or https URL.")]
    [InlineData("http://localhost:15101/traces", "Console:TraceUrl must contain {traceId}")]
    public async Task An_invalid_setting_stops_the_console_at_its_start(string url, string expected)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningConsole.StartAsync(cluster, ("Console:TraceUrl", url)));

        Assert.StartsWith(expected, Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_errors_of_the_settings_are_reported_at_once()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningConsole.StartAsync(cluster, ("Console:TraceUrl", "traces")));

        Assert.Equal(2, error.Failures.Count());
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_console_at_its_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunningConsole.StartAsync(cluster, ("Console:AllowRedriv", "true")));

        Assert.Contains("'AllowRedriv'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_console_without_a_cluster_does_not_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunningConsole.StartAsync(cluster, ("ConnectionStrings:kafka", "")));

        Assert.Contains("ConnectionStrings:kafka", error.Message, StringComparison.Ordinal);
    }
}
