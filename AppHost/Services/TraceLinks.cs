using AppHost.Kafka;

namespace AppHost.Services;

/// <summary>Links from KafkaConsole to the traces on Aspire's dashboard.</summary>
internal static class TraceLinks
{
    /// <summary>Gives the console the address of a trace on the dashboard; none where the dashboard has a random port, as in tests.</summary>
    public static IResourceBuilder<ProjectResource> WithTraceLinks(this IResourceBuilder<ProjectResource> console)
    {
        var builder = console.ApplicationBuilder;
        if (!builder.ExecutionContext.IsRunMode || builder.Configuration.RandomizesPorts()) return console;

        var dashboard = builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0];
        return Uri.TryCreate(dashboard, UriKind.Absolute, out var address) && address.Port > 0
            ? console.WithEnvironment("Console__TraceUrl", $"{dashboard!.TrimEnd('/')}/traces/detail/{{traceId}}")
            : console;
    }
}
