using Aspire.Hosting;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Starting;

/// <summary>Settings for Kafka's source that can't work.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task A_directory_without_Kafka_is_refused_with_the_name_of_the_setting()
    {
        var directory = Path.Combine(Path.GetTempPath(), "no-kafka-here");

        var error = await FailsAsync(new() { ["KAFKA_HOME"] = directory });

        Assert.StartsWith("KAFKA_HOME must be a directory with Apache Kafka", error.Message);
        Assert.Contains(directory, error.Message);
    }

    [Fact]
    public async Task An_unknown_source_is_refused_with_the_names_of_the_known_ones()
    {
        var error = await FailsAsync(new() { ["Kafka__Source"] = "Moon" });

        Assert.Contains("Kafka:Source is 'Moon'", error.Message);
        Assert.Contains("ConnectionString, ApacheKafka, Container, InMemory", error.Message);
    }

    [Theory]
    [InlineData("ConnectionString", "ConnectionStrings__kafka")]
    [InlineData("ApacheKafka", "KAFKA_HOME")]
    public async Task A_source_that_lacks_a_setting_is_refused_with_its_name(string source, string setting)
    {
        var error = await FailsAsync(new() { ["Kafka__Source"] = source });

        Assert.Contains($"Kafka:Source is '{source}'", error.Message);
        Assert.Contains(setting, error.Message);
    }

    private static Task<DistributedApplicationException> FailsAsync(Dictionary<string, string> environment) =>
        Assert.ThrowsAsync<DistributedApplicationException>(() => Application.ModelAsync(environment));
}
