using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppHost.Services;

/// <summary>
/// Logs one line when every service is healthy, with the addresses to open; and after 30 s one line that names those that are not.
/// </summary>
internal sealed partial class StartupSummary(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    TimeProvider time,
    ILogger<StartupSummary> logger) : BackgroundService
{
    private static readonly TimeSpan ExpectedStartTime = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var began = time.GetTimestamp();
        var waits = model.GetProjectResources().ToDictionary(
            service => service.Name,
            service => notifications.WaitForResourceHealthyAsync(service.Name, WaitBehavior.WaitOnResourceUnavailable, stoppingToken));
        var all = Task.WhenAll(waits.Values);
        try
        {
            await all.WaitAsync(ExpectedStartTime, time, stoppingToken);
        }
        catch (TimeoutException)
        {
            var others = waits.Where(wait => !wait.Value.IsCompleted).Select(wait => wait.Key);
            LogSlow(ExpectedStartTime.TotalSeconds, string.Join(", ", others));
            await all;
        }

        var links = model.GetProjectResources().SelectMany(LinksOf);
        LogHealthy(time.GetElapsedTime(began).TotalSeconds, string.Concat(links.Select(link => $"{Environment.NewLine}      {link}")));
    }

    private static IEnumerable<string> LinksOf(ProjectResource service) => service.Annotations.OfType<ResourceUrlAnnotation>()
        .Where(url => url.DisplayText is { Length: > 0 })
        .Select(url => $"{url.DisplayText}: {url.Url}");

    [LoggerMessage(LogLevel.Information, "All services are healthy after {Seconds:0.0} s.{Links}")]
    private partial void LogHealthy(double seconds, string links);

    [LoggerMessage(LogLevel.Warning, "After {Seconds} s these services are not healthy: {Services}. The dashboard shows their logs.")]
    private partial void LogSlow(double seconds, string services);
}
