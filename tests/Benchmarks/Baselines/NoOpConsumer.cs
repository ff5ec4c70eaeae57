using Benchmarks.Measuring;
using Contracts;
using Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceDefaults;

namespace Benchmarks.Baselines;

/// <summary>ConsumerWorker with a handler that does nothing.</summary>
internal static class NoOpConsumer
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddServiceDefaults();
        var assignment = Assignment.Of(builder.Configuration);
        var meter = new ThroughputMeter(assignment.Records, TimeProvider.System);
        builder.Services.AddSingleton(meter);
        builder.AddSubscription<PageEvent, DoNothing>(
            Topics.PageEvents with { Name = assignment.Topic }, group: $"no-op-{Guid.NewGuid():N}");

        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        await meter.Ended;
        await app.StopAsync();
    }

    private sealed class DoNothing(ThroughputMeter meter) : IHandler<PageEvent>
    {
        public ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken)
        {
            meter.Pass();
            return ValueTask.CompletedTask;
        }
    }
}
