#pragma warning disable ASPIREPROJECTS001, ASPIRECERTIFICATES001 // these parts of Aspire may still change

using System.Collections;
using AppHost.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AppHost.Services;

/// <summary>What all services of the application have in common when they run on this machine.</summary>
internal static class LocalRun
{
    /// <summary>Adds restarts, the stop order and the summary, and applies the methods below to each project. Does nothing when publishing.</summary>
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
            project.ListenAtItsOwnPort();
            project.PassTelemetrySettings();
            project.WithoutHttpsCertificate(); // services speak HTTP here, so that nobody is asked to trust a certificate
        }
    }

    /// <summary>
    /// Starts the assembly that was built with AppHost. Aspire's default, <c>dotnet run</c>, takes seconds and 140 MB more for each process. A
    /// debugger and <c>dotnet watch</c> keep the default, because they start the process in their own way.
    /// </summary>
    private static void RunBuiltAssembly(this IResourceBuilder<ProjectResource> project)
    {
        var configuration = project.ApplicationBuilder.Configuration;
        if (configuration["DOTNET_WATCH"] is not null || configuration["DEBUG_SESSION_PORT"] is not null) return;

        var assembly = BuiltAssembly.Of(Path.GetFileNameWithoutExtension(project.Resource.GetProjectMetadata().ProjectPath));
        if (File.Exists(assembly)) project.WithAnnotation(new ProjectLaunchArgsOverrideAnnotation(["exec", assembly]));
    }

    /// <summary>
    /// A service with one instance listens at the port of its launch profile, without Aspire's proxy in between. Replicas share that port,
    /// which needs the proxy.
    /// </summary>
    private static void ListenAtItsOwnPort(this IResourceBuilder<ProjectResource> project)
    {
        if (project.Resource.GetReplicaCount() == 1 && !project.ApplicationBuilder.Configuration.RandomizesPorts())
            project.WithEndpoint("http", endpoint => endpoint.IsProxied = false);
    }

    /// <summary>
    /// Services inherit the environment of AppHost, but Aspire sets <c>OTEL_*</c> variables for each of them. Those of AppHost's environment
    /// replace them, except the name, which each service has for itself.
    /// </summary>
    private static void PassTelemetrySettings(this IResourceBuilder<ProjectResource> project) => project.WithEnvironment(context =>
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && name.StartsWith("OTEL_", StringComparison.Ordinal) && name is not "OTEL_SERVICE_NAME")
            {
                context.EnvironmentVariables[name] = name is "OTEL_RESOURCE_ATTRIBUTES" && context.EnvironmentVariables.TryGetValue(name, out var own)
                    ? $"{own},{value}"
                    : value;
            }
        }
    });
}
