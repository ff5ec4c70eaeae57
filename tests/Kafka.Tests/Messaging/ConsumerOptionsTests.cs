using Messaging.Consuming;
using Messaging.ExactlyOnce;

namespace Kafka.Tests.Messaging;

public sealed class ConsumerOptionsTests
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
    public void The_pause_doubles_up_to_its_maximum()
    {
        var options = new ConsumerOptions { RetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(5) };

        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(1, 5).Select(attempts => options.DelayAfter(attempts).TotalSeconds));
    }

    private static IEnumerable<string> ErrorsOf(ConsumerOptions options) =>
        [.. new ConsumerOptionsValidator().Validate(null, options).Failures ?? [], .. new TransactionOptionsValidator().Validate(null, options).Failures ?? []];
}
