using Microsoft.Extensions.DependencyInjection;
using SinkService.Database;

namespace Kafka.Tests.SinkService;

/// <summary>The part of SinkService that keeps its database.</summary>
internal static class SinkTestService
{
    public static Task<TestService> StartAsync(TestDatabase database, TimeProvider? time = null, params (string Key, string? Value)[] settings) =>
        StartAsync([("ConnectionStrings:database", database.ConnectionString), .. settings], time);

    public static Task<TestService> StartAsync((string Key, string? Value)[] settings, TimeProvider? time = null) => TestService.StartAsync(
        settings.ToDictionary(setting => setting.Key, setting => setting.Value),
        builder =>
        {
            builder.Services.AddSingleton(time ?? TimeProvider.System);
            builder.AddSinkDatabase();
        });
}
