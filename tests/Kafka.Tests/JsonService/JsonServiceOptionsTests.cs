using JsonService;
using Microsoft.Extensions.Options;

namespace Kafka.Tests.JsonService;

public sealed class JsonServiceOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("31 characters are one too few..")]
    public async Task A_missing_or_short_key_stops_the_start_and_the_error_says_what_to_do(string? key)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("JsonService:UserHashKey", key)));

        Assert.Equal(
            "JsonService:UserHashKey must have at least 32 characters. "
            + "Set it by environment variable or from a secret store, the same for all instances.",
            Assert.Single(error.Failures));
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartAsync(("JsonService:UserHashKey", new string('k', 32)), ("JsonService:HashKey", "the old key")));

        Assert.Contains("'HashKey'", error.Message, StringComparison.Ordinal);
    }

    private static async Task StartAsync(params IEnumerable<(string Key, string? Value)> settings)
    {
        await using var service = await TestService.StartAsync(
            settings.ToDictionary(setting => setting.Key, setting => setting.Value), builder => builder.AddUserHash());
    }
}
