using Contracts;

namespace Kafka.Tests.Contracts;

public sealed class PageEventTests
{
    [Fact]
    public void A_valid_event_has_no_errors() => Assert.Empty(PageEvents.Named("P1").Validate());

    [Fact]
    public void All_errors_are_found_at_once()
    {
        var broken = new PageEvent(" ", new string('u', 257), DateTimeOffset.UnixEpoch.AddTicks(-1), -1);

        Assert.Equal(["name", "user", "date", "duration"], broken.Validate().Select(error => error.Member));
    }

    [Fact]
    public void The_limits_themselves_are_valid() =>
        Assert.Empty(new PageEvent(new string('n', PageEvent.MaxTextLength), "u", DateTimeOffset.UnixEpoch, 0).Validate());
}
