using KafkaConsole.Cluster;
using KafkaConsole.DeadLetters;
using KafkaConsole.Groups;
using KafkaConsole.Records;
using KafkaConsole.Search;
using KafkaConsole.Topics;
using Messaging.Clients;
using Messaging.Clients.Connections;
using Messaging.Topics;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace KafkaConsole;

/// <summary>Registers the console's services, which read the cluster and redrive dead letters, and maps its HTTP API.</summary>
internal static class ConsoleRegistration
{
    /// <summary>Registers the options, the clients of the cluster and the services that use them.</summary>
    /// <exception cref="InvalidOperationException">No cluster is configured.</exception>
    public static void AddConsole(this IHostApplicationBuilder builder)
    {
        var connection = new KafkaConnection(builder.Configuration);
        if (string.IsNullOrEmpty(connection.BootstrapServers))
        {
            throw new InvalidOperationException("No cluster is configured. Set ConnectionStrings:kafka to host:port of a broker.");
        }

        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ConsoleOptions, ConsoleOptionsValidator>()
            .BindConfiguration(ConsoleOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(connection).AddSingleton<ClientIdentity>().AddSingleton<ClientErrors>().AddSingleton<ConnectionErrors>();
        services.AddSingleton<ClientLog>().AddSingleton<ClusterClients>().AddSingleton<AdminApi>();
        services.AddSingleton<TopicRates>().AddSingleton<RecordSizes>().AddSingleton<TopicCatalogue>();
        services.AddSingleton<PartitionReader>().AddSingleton<CommitStates>().AddSingleton<LastRecordsReader>().AddSingleton<RecordBrowser>().AddSingleton<RecordTail>();
        services.AddSingleton<SearchPlanner>().AddSingleton<RecordSearch>().AddSingleton<RecordFinder>();
        services.AddScoped<BrowserConnection>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<BrowserConnection>());
        services.AddSingleton<LagReader>().AddSingleton<ConsumerGroupCatalogue>();
        services.AddSingleton<LetterReader>().AddSingleton<ProtectedTopics>().AddSingleton<RedriveSources>().AddSingleton<SourceFormats>().AddSingleton<RedrivePlanner>();
        services.AddSingleton<RedriveSignature>().AddSingleton<RedriveMarkers>();
        services.AddSingleton<RedriveTransactions>().AddSingleton<DeadLetterRedriver>();
        services.AddSingleton<DeadLetterIndex>().AddSingleton<DeadLetterTopics>();
    }

    /// <summary>Maps the HTTP API below <c>/api</c>.</summary>
    public static void MapConsoleApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").AddEndpointFilter(ClusterProblemFilter.InvokeAsync);
        api.MapTopics();
        api.MapRecords();
        api.MapDownload();
        api.MapGroups();
        api.MapDeadLetters();
        api.MapRedrive();
        api.MapFallback(() => TypedResults.Problem(
            "There is nothing at this address. docs/kafka-console.md lists the API.",
            statusCode: StatusCodes.Status404NotFound,
            title: "Not found"));
    }
}
