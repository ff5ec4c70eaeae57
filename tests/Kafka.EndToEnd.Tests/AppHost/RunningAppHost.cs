using Kafka.EndToEnd.Tests.LivePage;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>One running system for all tests that leave it as they found it.</summary>
public sealed class RunningAppHost : IAsyncLifetime
{
    /// <summary>A secret that all services are given, as the headers of their telemetry.</summary>
    public const string Secret = "x-key=open-sesame";

    private AppHostProcess? _process;

    public AppHostProcess Process => _process ?? throw new InvalidOperationException("It runs under the embedded engine only.");

    public async ValueTask InitializeAsync()
    {
        if (!Engine.IsEmbedded)
            return;

        _process = AppHostProcess.Start(new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_HEADERS"] = Secret });
        await _process.WaitUntilHealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}

/// <summary>Tests that start systems, or use the shared one, or the browser, run one after the other: each takes all the cores there are.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithRunningAppHost : ICollectionFixture<RunningAppHost>, ICollectionFixture<Chromium>
{
    public const string Name = "AppHost";
}
