using AppHost.Services;
using Kafka.EndToEnd.Tests.Running;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Publishing;

public sealed class AspireConfluentKafkaTests
{
    [AspireKafkaFact]
    public async Task An_event_flows_through_every_service_with_Aspires_own_clients()
    {
        var services = Path.GetDirectoryName(BuiltAssembly.Of("JsonService"))!;
        Assert.True(File.Exists(Path.Combine(services, "Aspire.Confluent.Kafka.dll")), $"Aspire.Confluent.Kafka is not in {services}.");

        await using var application = await Application.StartAsync();
        await application.WaitUntilHealthyAsync();

        await EventFlow.FlowsThroughEveryServiceAsync(application);
    }
}
