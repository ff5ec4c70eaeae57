using System.Text.Json;
using Kafka.Tests.ProducerApi;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SinkService.Database;
using SinkService.Events;
using SinkService.Statistics;

namespace Kafka.Tests.SinkService.Http;

/// <summary>
/// The service, built by its <c>Program.cs</c>, on a port of its own and without a broker: only its HTTP part runs, and the test writes the
/// rows itself.
/// </summary>
internal sealed class RunningSink : WebApplicationFactory<SinkDatabase>
{
    private readonly TestDatabase _database;
    private readonly (string Key, string Value)[] _settings;

    private RunningSink(TestDatabase database, (string Key, string Value)[] settings)
    {
        _database = database;
        _settings = [("ConnectionStrings:database", database.ConnectionString), ("ConnectionStrings:kafka", "127.0.0.1:1"), .. settings];
    }

    public HttpClient Http { get; } = new() { Timeout = KafkaCluster.Timeout };

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Starts the service on a database.</summary>
    public static RunningSink Start(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var sink = new RunningSink(database, settings);
        sink.UseKestrel();
        sink.StartServer();
        sink.Http.BaseAddress = new(sink.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return sink;
    }

    public Task StoreAsync(params IReadOnlyList<EventRow> events) => _database.WriteAsync(transaction => _database.Database.InsertAsync(
        transaction,
        StoreEvents.Table,
        events,
        (row, e) =>
        {
            row.Write(e.Partition);
            row.Write(e.Offset);
            row.Write(e.Page);
            row.Write(e.User);
            row.Write(e.ViewedAt);
            row.Write(e.Duration);
            row.Write("medium");
            row.Write(e.ViewedAt.ToUniversalTime());
        },
        CancellationToken.None));

    public Task StoreAsync(params IReadOnlyList<StatisticsRow> statistics) => _database.WriteAsync(transaction => _database.Database.UpsertAsync(
        transaction,
        StoreStatistics.Table,
        statistics,
        (row, it) =>
        {
            row.Write(it.Window);
            row.Write(it.Page);
            row.Write(it.Partition);
            row.Write(it.Views);
            row.Write(it.Total);
            row.Write(it.Minimum);
            row.Write(it.Maximum);
        },
        CancellationToken.None));

    /// <summary>The JSON of a successful response.</summary>
    public async Task<JsonElement> GetJsonAsync(string address)
    {
        using var response = await Http.GetAsync(address);
        return await response.SuccessAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseEnvironment("Production");
        builder.ConfigureServices(services =>
        {
            foreach (var service in services.Where(WritesOrConsumes).ToList()) services.Remove(service);
        });
    }

    private static bool WritesOrConsumes(ServiceDescriptor service)
    {
        if (service.ServiceType != typeof(IHostedService)) return false;

        var registeredIn = service.ImplementationType?.Assembly ?? service.ImplementationFactory?.Method.Module.Assembly;
        return registeredIn == typeof(SinkDatabase).Assembly || registeredIn == typeof(global::Messaging.Publisher).Assembly;
    }
}

/// <summary>A row of <c>page_events</c>.</summary>
internal sealed record EventRow(int Partition, long Offset, string Page, DateTimeOffset ViewedAt)
{
    public string User { get; init; } = "U1";

    public long Duration { get; init; } = 1234;

    public string Place => $"{Partition}/{Offset}";
}

/// <summary>A row of <c>page_statistics</c>.</summary>
internal sealed record StatisticsRow(DateTimeOffset Window, string Page, int Partition, long Views, long Total, long Minimum, long Maximum);
