using Aspire.Hosting.ApplicationModel;
using InMemoryKafka;
using Kafka.EndToEnd.Tests.Running;
using Kafka.EndToEnd.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kafka.EndToEnd.Tests.Starting;

public sealed class ExternalClusterTests
{
    [Fact]
    public async Task Services_wait_for_a_configured_cluster_and_then_use_it_and_no_other()
    {
        using var cluster = new InMemoryCluster(groupRebalanceDelay: TimeSpan.FromSeconds(1));
        cluster.SetBrokerDown();
        await using var application = await Application.StartAsync(new Dictionary<string, string>(
            InMemoryKafkaClientSettings.EnvironmentVariables)
        {
            ["ConnectionStrings__kafka"] = cluster.BootstrapServers,
        });
        await application.EventuallyAsync(
            "Kafka is unhealthy with a reason, and every service waits",
            () => IsUnreachable(application) && Application.Services.Keys.All(service => Waits(application, service)),
            [Application.Kafka, .. Application.Services.Keys]);

        cluster.SetBrokerUp();

        await application.WaitUntilHealthyAsync();
        Assert.Equal(cluster.BootstrapServers, await application.BootstrapServersAsync());
        await application.WaitForLineAsync(LogLines.AppHost, $"Kafka is the cluster at {cluster.BootstrapServers}");
        Assert.DoesNotContain(application.Resources.OfType<ExecutableResource>(), resource => resource.Name == Application.Kafka);
        await EventFlow.FlowsThroughEveryServiceAsync(application);
    }

    private static bool IsUnreachable(Application application) =>
        application.InstancesOf(Application.Kafka) is [var kafka] && kafka.Snapshot.HealthReports.Any(report =>
            report is { Status: HealthStatus.Unhealthy, Description: { } reason } && reason.StartsWith("The cluster does not answer: "));

    private static bool Waits(Application application, string service) =>
        application.InstancesOf(service) is { Count: > 0 } instances
        && instances.All(instance => instance.State == KnownResourceStates.Waiting);
}
