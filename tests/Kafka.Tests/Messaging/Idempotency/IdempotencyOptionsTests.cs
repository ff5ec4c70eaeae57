using Messaging.Idempotency;

namespace Kafka.Tests.Messaging.Idempotency;

public sealed class IdempotencyOptionsTests
{
    [Fact]
    public void All_errors_are_reported_with_their_paths()
    {
        var options = new IdempotencyOptions { Window = TimeSpan.Zero, Timeout = TimeSpan.Zero, MaxKeys = 0 };

        Assert.Equal(
            [
                "Kafka:Idempotency:Window must be 1 s to 7 days.",
                "Kafka:Idempotency:Timeout must be longer than zero and at most 1 minute.",
                "Kafka:Idempotency:MaxKeys must be at least 1.",
            ],
            new IdempotencyOptionsValidator().Validate(null, options).Failures);
    }

    [Fact]
    public void The_defaults_are_valid() => Assert.True(new IdempotencyOptionsValidator().Validate(null, new()).Succeeded);
}
