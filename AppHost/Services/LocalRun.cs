#pragma warning disable ASPIREPROJECTS001, ASPIRECERTIFICATES001 // these parts of Aspire may still change

using System.Collections;
using AppHost.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AppHost.Services;

/// <summary>Configures all services of the application when they run on this machine.</summary>
internal static class LocalRun
{
    private const string ServiceName = "OTEL_SERVICE_NAME";
    private const string ResourceAttributes = "OTEL_RESOURCE_ATTRIBUTES";

    /// <summary>
    /// Adds restarts, the stop order and the summary, and applies the methods below to each project. Does nothing when publishing.
    /// </summary>
    public static void ConfigureLocalRun(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode) return;

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptionsWithValidateOnStart<RestartsOptions>()
            .BindConfiguration(RestartsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddHostedService<Restarts>();
        builder.Services.AddHostedService<StartupSummary>();
        builder.Services.AddHostedService<StopOrder>();
        foreach (var project in builder.Resources.OfType<ProjectResource>().Select(builder.CreateResourceBuilder))
        {
            project.RunBuiltAssembly();
            project.ListenAtItsOwnPorts();
            project.PassTelemetrySettings();
            project.WithoutHttpsCertificate(); // services use HTTP here, so that no developer has to trust a certificate
        }
    }

    /// <summary>
    /// Starts the assembly that was built with AppHost. Aspire's default, <c>dotnet run</c>, takes seconds and 140 MB more for each
    /// process. A debugger and <c>dotnet watch</c> keep the default, because they start the process in their own way.
    /// </summary>
    private static void RunBuiltAssembly(this IResourceBuilder<ProjectResource> project)
    {
        var configuration = project.ApplicationBuilder.Configuration;
        if (configuration["DOTNET_WATCH"] is not null || configuration["DEBUG_SESSION_PORT"] is not null) return;

        var assembly = BuiltAssembly.Of(Path.GetFileNameWithoutExtension(project.Resource.GetProjectMetadata().ProjectPath));
        if (File.Exists(assembly)) project.WithAnnotation(new ProjectLaunchArgsOverrideAnnotation(["exec", assembly]));
    }

    /// <summary>
    /// A service with one instance listens at the ports of its launch profile, without Aspire's proxy in between. Replicas share a port,
    /// which needs the proxy.
    /// </summary>
    private static void ListenAtItsOwnPorts(this IResourceBuilder<ProjectResource> project)
    {
        if (project.Resource.GetReplicaCount() == 1 && !project.ApplicationBuilder.Configuration.RandomizesPorts())
        {
            foreach (var endpoint in project.Resource.Annotations.OfType<EndpointAnnotation>()) endpoint.IsProxied = false;
        }
    }

    /// <summary>
    /// Services inherit the environment of AppHost, but Aspire sets <c>OTEL_*</c> variables for each of them. Those of AppHost's
    /// environment replace them, but each service keeps its own name and its own resource attributes, to which AppHost's are added.
    /// </summary>
    private static void PassTelemetrySettings(this IResourceBuilder<ProjectResource> project) => project.WithEnvironment(context =>
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var (name, value) = ((string)variable.Key, (string?)variable.Value ?? "");
            if (!name.StartsWith("OTEL_", StringComparison.Ordinal) || name is ServiceName) continue;

            var addsToAspires = name is ResourceAttributes && context.EnvironmentVariables.ContainsKey(name);
            context.EnvironmentVariables[name] = addsToAspires ? $"{context.EnvironmentVariables[name]},{value}" : value;
        }
    });
}
