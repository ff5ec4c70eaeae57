using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ServiceDefaults;

namespace InMemoryKafka.Control;

/// <summary>The process: what it consists of, how it starts and how it ends.</summary>
internal static partial class BrokerHost
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(1);

    public static void AddInMemoryBroker(this WebApplicationBuilder builder)
    {
        builder.Logging.AddLineConsole()
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // it would log the stack trace of a failed start
        builder.Services.AddOptionsWithValidateOnStart<BrokerOptions>().BindConfiguration("Kafka").ValidateDataAnnotations();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks().AddCheck<BrokerHealth>("broker");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<InMemoryBroker>();
        builder.Services.AddHostedService(services => services.GetRequiredService<InMemoryBroker>());
    }

    public static void MapHealth(this IEndpointRouteBuilder app) => app.MapHealthChecks("/health", new()
    {
        ResponseWriter = (context, report) =>
            context.Response.WriteAsJsonAsync(new HealthResponse($"{report.Status}", report.Entries["broker"].Description)),
    });

    /// <summary>Runs until the process is asked to stop.</summary>
    /// <returns>The exit code: 0, or 1 if it could not start; one line of the log says why.</returns>
    public static async Task<int> RunToEndAsync(this WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StartAsync();
                var broker = app.Services.GetRequiredService<InMemoryBroker>();
                Started(app.Logger, broker.BootstrapServers, string.Join(", ", app.Urls), string.Join("; ", InMemoryBroker.Limits));
                await app.WaitForShutdownAsync();
                return 0;
            }
            catch (Exception exception) when (exception is BrokerStartException or IOException or SocketException
                or OptionsValidationException or InvalidOperationException)
            {
                NotStarted(app.Logger, exception.Message);
                return 1;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "In-memory Kafka listens on {BootstrapServers}, and for HTTP commands on {Urls}. Its limits: {Limits}.")]
    private static partial void Started(ILogger logger, string bootstrapServers, string urls, string limits);

    [LoggerMessage(2, LogLevel.Critical, "{Reason}")]
    private static partial void NotStarted(ILogger logger, string reason);

    private sealed record HealthResponse(string Status, string? Reason);
}
