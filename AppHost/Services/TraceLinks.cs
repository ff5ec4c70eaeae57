using Microsoft.Extensions.DependencyInjection;

namespace AppHost.Services;

/// <summary>Links from KafkaConsole to the traces on Aspire's dashboard.</summary>
internal static class TraceLinks
{
    private const string Dashboard = "aspire-dashboard";

    /// <summary>Gives the console the address of a trace on the dashboard, if this application has a dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithTraceLinks(this IResourceBuilder<ProjectResource> console) =>
        console.WithEnvironment(SetTraceUrlAsync);

    private static async Task SetTraceUrlAsync(EnvironmentCallbackContext context)
    {
        if (!context.ExecutionContext.IsRunMode) return;

        var model = context.ExecutionContext.Services.GetRequiredService<DistributedApplicationModel>();
        var dashboard = model.Resources.OfType<IResourceWithEndpoints>().SingleOrDefault(resource => resource.Name == Dashboard);
        if (dashboard?.GetEndpoints().FirstOrDefault(endpoint => endpoint.EndpointName is "http" or "https") is not { } endpoint) return;

        // This waits until the dashboard has a port, which may be random.
        var address = await endpoint.GetValueAsync(context.CancellationToken);
        context.EnvironmentVariables["Console__TraceUrl"] = $"{address}/traces/detail/{{traceId}}";
    }
}
