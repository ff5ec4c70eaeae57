using Messaging.Consuming;
using Messaging.ExactlyOnce;
using Microsoft.Extensions.Options;

namespace Kafka.Tests.Messaging;

public sealed class ConsumerOptionsTests(KafkaCluster cluster)
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(ErrorsOf(new()));

    [Fact]
    public void All_errors_are_found_at_once() =>
        Assert.Equal(4, ErrorsOf(new()
        {
            MaxAttempts = 0,
            MaxRetryDelay = TimeSpan.Zero,
            HandlerShutdownTimeout = TimeSpan.Zero,
            TransactionTimeout = TimeSpan.Zero,
        }).Count());

    [Fact]
    public void The_delay_doubles_up_to_its_maximum()
    {
        var options = new ConsumerOptions { RetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(5) };

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(attempts => options.DelayAfter(attempts).TotalSeconds));
        Assert.Equal(5, options.DelayAfter(10_000).TotalSeconds);
    }

    [Fact]
    public async Task Errors_of_the_consumer_and_of_its_transactions_stop_the_start_together()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            ("Kafka:Consumer:HandlerShutdownTimeout", "00:00:00"), ("Kafka:Consumer:TransactionTimeout", "-00:00:01")));

        Assert.Collection(error.Failures,
            failure => Assert.Equal("Kafka:Consumer:HandlerShutdownTimeout must be positive.", failure),
            failure => Assert.StartsWith("Kafka:Consumer:TransactionTimeout must be more than TransactionInterval", failure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(("Kafka:Consumer:MaxAttempt", "8")));

        Assert.Contains("MaxAttempt", error.Message, StringComparison.Ordinal);
    }

    private Task<TestService> StartAsync(params (string Key, string Value)[] settings) =>
        TransformHost.StartAsync(cluster.Configuration, "input", "output", "group", settings);

    private static IEnumerable<string> ErrorsOf(ConsumerOptions options) =>
        [.. new ConsumerOptionsValidator().Validate(null, options).Failures ?? [], .. new TransactionOptionsValidator().Validate(null, options).Failures ?? []];
}
