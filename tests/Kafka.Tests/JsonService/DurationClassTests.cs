using Contracts;
using JsonService;

namespace Kafka.Tests.JsonService;

public sealed class DurationClassTests
{
    [Theory]
    [InlineData(0, DurationClass.Glance)]
    [InlineData(100, DurationClass.Glance)]
    [InlineData(101, DurationClass.Brief)]
    [InlineData(1_000, DurationClass.Brief)]
    [InlineData(1_001, DurationClass.Medium)]
    [InlineData(5_000, DurationClass.Medium)]
    [InlineData(5_001, DurationClass.Extended)]
    public void A_duration_belongs_to_the_class_that_it_does_not_exceed(long milliseconds, DurationClass expected) =>
        Assert.Equal(expected, TransformPageEvent.ClassOf(milliseconds));
}
