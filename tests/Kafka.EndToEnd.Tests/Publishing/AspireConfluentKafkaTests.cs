using Kafka.EndToEnd.Tests.Running;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Publishing;

public sealed class AspireConfluentKafkaTests
{
    [AspireKafkaFact]
    public async Task An_event_flows_through_every_service_with_Aspires_own_clients()
    {
        await using var application = await Application.StartAsync(new Dictionary<string, string> { ["Kafka__Source"] = "InMemory" });
        await application.WaitUntilHealthyAsync();

        await EventFlow.FlowsThroughEveryServiceAsync(application);
    }
}
