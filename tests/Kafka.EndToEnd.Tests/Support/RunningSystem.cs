namespace Kafka.EndToEnd.Tests.Support;

/// <summary>One running application for all tests that leave it as they found it.</summary>
public class RunningSystem : IAsyncLifetime
{
    /// <summary>A page for which only SupplierWorker publishes events, and only because AppHost's environment names it.</summary>
    public const string PageOfTheEnvironment = "page-of-the-environment";

    /// <summary>An attribute that all telemetry has, because AppHost's environment sets it.</summary>
    public static readonly KeyValuePair<string, string> AttributeOfTheEnvironment = new("deployment.environment.name", "end-to-end-tests");

    private Application? _application;

    /// <summary>The application.</summary>
    public Application Application => _application ?? throw new InvalidOperationException("The application has not been started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _application = await Application.StartAsync(new Dictionary<string, string>
        {
            ["Supplier__Pages__0"] = PageOfTheEnvironment,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"{AttributeOfTheEnvironment.Key}={AttributeOfTheEnvironment.Value}",
        });
        try
        {
            await _application.WaitUntilHealthyAsync();
        }
        catch
        {
            await _application.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application is not null) await _application.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One running application for tests that kill services, stop Kafka and the like. Each test leaves everything healthy.</summary>
public sealed class DisturbedSystem : RunningSystem;

/// <summary>The tests that share <see cref="RunningSystem"/>.</summary>
[CollectionDefinition(nameof(WithRunningSystem))]
public sealed class WithRunningSystem : ICollectionFixture<RunningSystem>;

/// <summary>The tests that share <see cref="DisturbedSystem"/>.</summary>
[CollectionDefinition(nameof(WithDisturbedSystem))]
public sealed class WithDisturbedSystem : ICollectionFixture<DisturbedSystem>;
