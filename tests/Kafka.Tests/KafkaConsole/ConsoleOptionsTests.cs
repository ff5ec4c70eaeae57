using KafkaConsole;
using Microsoft.Extensions.DependencyInjection;
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
            () => RunningConsole.StartAsync(
                cluster, ("Console:TraceUrl", "traces"), ("Console:RedriveKey", "short"), ("Console:DeadLetterSuffixes:0", "x")));

        Assert.Equal(
            [
                "Console:TraceUrl must be an absolute http or https URL.",
                "Console:TraceUrl must contain {traceId}, such as http://localhost:15101/traces/detail/{traceId}.",
                "Console:RedriveKey must have at least 32 characters when AllowRedrive is true. "
                    + "Set it by environment variable or from a secret store, the same for all consoles.",
                "Console:DeadLetterSuffixes:0 must have at least 2 characters.",
            ],
            error.Failures);
    }

    [Theory]
    [InlineData("true", null, false)]
    [InlineData("true", "", false)]
    [InlineData("true", RunningConsole.RedriveKey, true)]
    [InlineData("false", null, true)]
    [InlineData("false", "short", false)]
    public void Redrive_needs_a_key(string allowed, string? key, bool isValid) => Assert.Equal(
        isValid,
        new ConsoleOptionsValidator().Validate(null, new() { AllowRedrive = bool.Parse(allowed), RedriveKey = key }).Succeeded);

    [Theory]
    [InlineData("page-events.json-service.dead", true)]
    [InlineData("orders-dlt", true)]
    [InlineData("orders.DLT", true)]
    [InlineData("orders-DLQ", true)]
    [InlineData("orders.errors", true)]
    [InlineData("orders", false)]
    [InlineData("dead-letters.redriven", false)]
    public void A_dead_letter_topic_is_recognised_by_the_end_of_its_name(string topic, bool expected) =>
        Assert.Equal(expected, new ConsoleOptions { DeadLetterSuffixes = [".errors"] }.IsDeadLetterTopic(topic));

    [Fact]
    public async Task A_second_suffix_is_taken_from_the_configuration()
    {
        await using var console = await RunningConsole.StartAsync(cluster, ("Console:DeadLetterSuffixes:0", ".errors"));

        var options = console.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value;

        Assert.True(options.IsDeadLetterTopic("orders.errors"));
        Assert.True(options.IsDeadLetterTopic("orders.dead"));
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
