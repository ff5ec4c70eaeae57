using System.Diagnostics;
using Kafka.EndToEnd.Tests.Running;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Starting;

public sealed class ApacheKafkaTests
{
    [Fact]
    public async Task Apache_Kafka_is_started_from_its_directory_and_stops_with_the_rest()
    {
        Assert.SkipUnless(
            DeveloperEnvironment.KafkaHome is { Length: > 0 },
            "Set KAFKA_HOME to a directory with Apache Kafka to run this test. It needs Java.");

        var data = Directory.CreateTempSubdirectory("apache-kafka-");
        try
        {
            Process kafka;
            await using (var application = await Application.StartAsync(new Dictionary<string, string>
            {
                ["KAFKA_HOME"] = DeveloperEnvironment.KafkaHome!,
                ["Kafka__DataDirectory"] = data.FullName,
            }))
            {
                await application.WaitUntilHealthyAsync();
                await application.WaitForLineAsync(LogLines.AppHost, "Kafka is Apache Kafka from .* keeps its data in");
                kafka = Process.GetProcessById(application.InstancesOf(Application.Kafka).Single().ProcessId!.Value);

                await EventFlow.FlowsThroughEveryServiceAsync(application);
                Assert.NotEmpty(data.EnumerateDirectories("page-events-0", SearchOption.AllDirectories));
            }

            using (kafka) Assert.True(kafka.HasExited, "Apache Kafka still runs.");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
