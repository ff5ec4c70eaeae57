using AppHost.Services;
using InMemoryKafka;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Kafka;

/// <summary>The in-memory broker, as a process of its own. Nothing that a client sends to it can end AppHost.</summary>
internal static class InMemoryBroker
{
    private const string Control = "http";

    /// <summary>
    /// Adds the broker with its health check and with commands that stop it, start it and delay its answers; it keeps its records meanwhile.
    /// Resources that reference it get the settings that its clients need.
    /// </summary>
    public static (IResourceBuilder<IResourceWithConnectionString> Kafka, string Description) Add(
        IDistributedApplicationBuilder builder, string name, int preferredPort)
    {
        var assembly = BuiltAssembly.Of("InMemoryKafka");
        var port = LocalPort.Choose(builder.Configuration, preferredPort);
        var kafka = builder.AddResource(new KafkaProcessResource(name, "dotnet", Path.GetDirectoryName(assembly)!))
            .WithArgs("exec", assembly)
            .WithEndpoint(port, targetPort: port, name: KafkaProcessResource.Endpoint, env: "Kafka__Port", isProxied: false)
            .WithHttpEndpoint(name: Control, isProxied: false)
            .WithUrlForEndpoint(Control, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithIconName("Database")
            .WithHttpHealthCheck("/health", endpointName: Control)
            .WithBrokerCommands();
        var control = kafka.GetEndpoint(Control).Property(EndpointProperty.TargetPort);
        kafka.WithEnvironment("ASPNETCORE_URLS", ReferenceExpression.Create($"http://localhost:{control}"));

        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            ConfigureClients(start.Model, kafka.Resource);
            return Task.CompletedTask;
        });
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ClientRestarts>(services, kafka.Resource));
        return (kafka, $"the in-memory broker at localhost:{port}. It loses all records when it ends. For a real cluster set KAFKA_HOME or ConnectionStrings__{name}");
    }

    private static void ConfigureClients(DistributedApplicationModel model, IResource kafka)
    {
        foreach (var client in model.Resources.OfType<IResourceWithEnvironment>())
        {
            if (!ClientRestarts.Uses(client, kafka)) continue;

            client.Annotations.Add(new EnvironmentCallbackAnnotation(variables =>
            {
                foreach (var (setting, value) in InMemoryKafkaClientSettings.EnvironmentVariables)
                    variables[setting] = Environment.GetEnvironmentVariable(setting) ?? value;
            }));
        }
    }

    private static IResourceBuilder<KafkaProcessResource> WithBrokerCommands(this IResourceBuilder<KafkaProcessResource> kafka) => kafka
        .WithHttpCommand("/broker/stop", "Take the broker away", endpointName: Control, commandName: "stop-broker", commandOptions: new()
        {
            Description = "Disconnects all clients and accepts none. The broker keeps its records.",
            IconName = "PlugDisconnected",
            IsHighlighted = true,
            UpdateState = context => EnabledIf(context, isHealthy: true),
        })
        .WithHttpCommand("/broker/start", "Bring the broker back", endpointName: Control, commandName: "start-broker", commandOptions: new()
        {
            Description = "Accepts clients again.",
            IconName = "PlugConnected",
            IsHighlighted = true,
            UpdateState = context => EnabledIf(context, isHealthy: false),
        })
        .WithHttpCommand("/broker/delay", "Delay the broker", endpointName: Control, commandName: "delay-broker", commandOptions: new()
        {
            Description = "Delays each answer of the broker. 0 ends the delay.",
            IconName = "Timer",
            Arguments = [new() { Name = "milliseconds", Label = "Milliseconds (0 to 60000)", InputType = InputType.Number, Value = "500", Required = true }],
            PrepareRequest = context =>
            {
                var milliseconds = Uri.EscapeDataString(context.Arguments.GetString("milliseconds") ?? "");
                context.Request.RequestUri = new Uri(context.Request.RequestUri!, $"/broker/delay?milliseconds={milliseconds}");
                return Task.CompletedTask;
            },
        });

    private static ResourceCommandState EnabledIf(UpdateCommandStateContext context, bool isHealthy) =>
        context.ResourceSnapshot.State?.Text != KnownResourceStates.Running ? ResourceCommandState.Disabled
        : (context.ResourceSnapshot.HealthStatus is Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy) == isHealthy ? ResourceCommandState.Enabled
        : ResourceCommandState.Hidden;
}
