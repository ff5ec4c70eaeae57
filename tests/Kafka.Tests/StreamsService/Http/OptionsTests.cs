using Microsoft.Extensions.Options;

namespace Kafka.Tests.StreamsService.Http;

public sealed class OptionsTests
{
    [Fact]
    public async Task Errors_of_all_sections_stop_the_start_and_are_reported_together()
    {
        var e = await Assert.ThrowsAsync<AggregateException>(() => RunningStreams.StartAsync(
            ("Statistics:Window", "00:00:00"), ("Statistics:Grace", "-00:00:01"), ("Live:MaxListeners", "0"), ("Records:Topics:0", " "), ("Publishing:Timeout", "00:00:00"), ("Publishing:BodyTimeout", "2.00:00:00")));

        var failures = e.Flatten().InnerExceptions.OfType<OptionsValidationException>().SelectMany(section => section.Failures);
        Assert.Equal(
            ["Live:MaxListeners", "Publishing:BodyTimeout", "Publishing:Timeout", "Records:Topics:0", "Statistics:FutureTolerance", "Statistics:Grace", "Statistics:Window"],
            failures.Select(failure => failure.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Statistics:Windw")]
    [InlineData("Live:Listeners")]
    [InlineData("Records:Topic:0")]
    [InlineData("Publishing:Adress")]
    public async Task An_option_that_does_not_exist_stops_the_start(string key)
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningStreams.StartAsync((key, "1")));

        Assert.Contains($"'{key.Split(':')[1]}'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services:producer-api:http:0")]
    [InlineData("Publishing:Address")]
    public async Task The_address_of_ProducerApi_must_be_one(string setting)
    {
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningStreams.StartAsync((setting, "somewhere")));

        Assert.StartsWith("Publishing:Address ", Assert.Single(e.Failures), StringComparison.Ordinal);
    }
}
