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

    [Theory]
    [InlineData("😀", 256, true)]
    [InlineData("😀", 257, false)]
    [InlineData("é", 256, true)]
    [InlineData("é", 257, false)]
    public void A_name_has_as_many_characters_as_it_has_code_points(string character, int count, bool isValid) => Assert.Equal(
        isValid, new PageEvent(string.Concat(Enumerable.Repeat(character, count)), "u", DateTimeOffset.UnixEpoch, 0).Validate().Count == 0);

    [Fact]
    public void The_limits_themselves_are_valid() =>
        Assert.Empty(new PageEvent(new string('n', PageEvent.MaxTextLength), "u", DateTimeOffset.UnixEpoch, 0).Validate());
}
