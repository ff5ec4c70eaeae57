using System.Net.Http.Json;
using System.Text.Json;
using AppHost.Services;
using InMemoryKafka;
using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Kafka;

/// <summary>The in-memory broker, as a process of its own. Nothing that a client sends to it can end AppHost.</summary>
internal static class InMemoryBroker
{
    private const string Control = "http";
    private const string Stopped = "Stopped by command";

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
            .WithUrlForEndpoint(KafkaProcessResource.Endpoint, url => url.DisplayText = $"In-memory broker at localhost:{port}")
            .WithHttpEndpoint(name: Control, isProxied: false)
            .WithUrlForEndpoint(Control, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithHttpHealthCheck("/health", endpointName: Control)
            .WithIconName("Database")
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
        foreach (var client in model.Resources.OfType<IResourceWithEnvironment>().Where(resource => resource.References(kafka)))
        {
            client.Annotations.Add(new EnvironmentCallbackAnnotation(variables =>
            {
                foreach (var (setting, value) in InMemoryKafkaClientSettings.EnvironmentVariables)
                {
                    variables[setting] = Environment.GetEnvironmentVariable(setting) ?? value;
                }
            }));
        }
    }

    private static IResourceBuilder<KafkaProcessResource> WithBrokerCommands(this IResourceBuilder<KafkaProcessResource> kafka) => kafka
        .WithHttpCommand("/broker/stop", "Take the broker away", endpointName: Control, commandName: "stop-broker", commandOptions: new()
        {
            Description = "Disconnects all clients and accepts none. The broker keeps its records.",
            IconName = "PlugDisconnected",
            IsHighlighted = true,
            UpdateState = context => VisibleIn(KnownResourceStates.Running, context),
            GetCommandResult = context => ResultAsync(context, kafka.Resource, new(Stopped, KnownResourceStateStyles.Warn)),
        })
        .WithHttpCommand("/broker/start", "Bring the broker back", endpointName: Control, commandName: "start-broker", commandOptions: new()
        {
            Description = "Accepts clients again.",
            IconName = "PlugConnected",
            IsHighlighted = true,
            UpdateState = context => VisibleIn(Stopped, context),
            GetCommandResult = context => ResultAsync(context, kafka.Resource, KnownResourceStates.Running),
        })
        .WithHttpCommand("/broker/delay", "Delay the broker", endpointName: Control, commandName: "delay-broker", commandOptions: new()
        {
            Description = "Delays each answer of the broker. 0 ends the delay.",
            IconName = "Timer",
            Arguments = [new() { Name = "milliseconds", Label = "Milliseconds (0 to 60000)", InputType = InputType.Number, Value = "500", Required = true }],
            UpdateState = context => VisibleIn(KnownResourceStates.Running, context),
            PrepareRequest = context =>
            {
                var milliseconds = Uri.EscapeDataString(context.Arguments.GetString("milliseconds") ?? "");
                context.Request.RequestUri = new Uri(context.Request.RequestUri!, $"/broker/delay?milliseconds={milliseconds}");
                return Task.CompletedTask;
            },
            GetCommandResult = context => ResultAsync(context, kafka.Resource, KnownResourceStates.Running),
        });

    private static ResourceCommandState VisibleIn(string state, UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == state ? ResourceCommandState.Enabled : ResourceCommandState.Hidden;

    /// <summary>Shows the state of the broker, which its process does not tell Aspire, on the dashboard; or the reason of a refusal.</summary>
    private static async Task<ExecuteCommandResult> ResultAsync(HttpCommandResultContext context, IResource kafka, ResourceStateSnapshot? state)
    {
        if (!context.Response.IsSuccessStatusCode)
        {
            var problem = await context.Response.Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken);
            return CommandResults.Failure(problem.TryGetProperty("detail", out var detail) ? $"{detail}" : $"{context.Response.StatusCode}");
        }

        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        await notifications.PublishUpdateAsync(kafka, context.ResourceName, snapshot => snapshot with { State = state });
        return CommandResults.Success();
    }
}
