using KafkaConsole.Cluster;
using KafkaConsole.DeadLetters;
using KafkaConsole.Groups;
using KafkaConsole.Records;
using KafkaConsole.Topics;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KafkaConsole;

/// <summary>What looks into the cluster.</summary>
internal static class KafkaInspection
{
    /// <summary>Registers it. Nothing connects to the cluster until somebody asks for something.</summary>
    public static IServiceCollection AddKafkaInspection(this IServiceCollection services, KafkaConnection connection)
    {
        services.TryAddSingleton(connection);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IConsumerMetrics, ConsumerMetrics>();
        services.AddSingleton<ClusterClients>();
        services.AddSingleton<TopicRates>().AddSingleton<RecordSizes>().AddSingleton<TopicCatalogue>();
        services.AddSingleton<PartitionReader>().AddSingleton<RecordBrowser>().AddSingleton<RecordTail>();
        services.AddSingleton<RedriveMarkers>().AddSingleton<RedriveTransactions>().AddSingleton<DeadLetterIndex>().AddSingleton<DeadLetterTopics>().AddSingleton<Redrive>();
        return connection.KnowsItsGroups
            ? services.AddSingleton<IGroupDirectory, AdministeredGroups>()
            : services.AddSingleton<IGroupDirectory, ReportedGroups>();
    }
}
