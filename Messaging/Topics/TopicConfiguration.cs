using Contracts;
using Messaging.Clients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Messaging.Topics;

/// <summary>
/// Applies the configuration of a declared topic: <c>Topics:page-events:Name</c>, <c>:Partitions</c>, <c>:ReplicationFactor</c>,
/// <c>:MinInSyncReplicas</c> and <c>:Retention</c>.
/// </summary>
public static class TopicConfiguration
{
    /// <summary>Returns the name in the cluster of a topic that is declared as <paramref name="declaredName"/>.</summary>
    public static string TopicName(this IConfiguration configuration, string declaredName) =>
        configuration[$"Topics:{declaredName}:Name"] ?? declaredName;

    /// <summary>Returns the topic as configured, and registers it to be created if it does not exist.</summary>
    internal static Topic<T> RequireTopic<T>(this IHostApplicationBuilder builder, Topic<T> topic, string? coPartitionedWith = null)
        where T : notnull
    {
        var section = builder.Configuration.GetSection("Topics").GetSection(topic.Name);
        var configured = topic with
        {
            Name = builder.Configuration.TopicName(topic.Name),
            Partitions = section.GetValue("Partitions", topic.Partitions),
            ReplicationFactor = section.GetValue("ReplicationFactor", topic.ReplicationFactor),
        };
        builder.RequireTopic(Configured(section, new RequiredTopic(configured.Name, configured.Partitions, configured.ReplicationFactor)
        {
            Compacted = configured.Compacted,
            HasConfiguredPartitions = section["Partitions"] is not null,
            CoPartitionedWith = coPartitionedWith is null ? null : builder.Configuration.TopicName(coPartitionedWith),
        }));
        return configured;
    }

    /// <summary>
    /// Returns a topic without a contract as configured, and registers it to be created if it does not exist. Its number of partitions
    /// can't be configured.
    /// </summary>
    internal static RequiredTopic RequireDeclaredTopic(this IHostApplicationBuilder builder, RequiredTopic declared)
    {
        var section = builder.Configuration.GetSection("Topics").GetSection(declared.Name);
        var configured = Configured(section, declared with
        {
            Name = builder.Configuration.TopicName(declared.Name),
            ReplicationFactor = section.GetValue("ReplicationFactor", declared.ReplicationFactor),
        });
        builder.RequireTopic(configured);
        return configured;
    }

    internal static void RequireTopic(this IHostApplicationBuilder builder, RequiredTopic topic) => builder.Services.AddSingleton(topic);

    /// <summary>Registers a right to be monitored.</summary>
    internal static void RequireRight(this IHostApplicationBuilder builder, KafkaRight right) => builder.Services.AddSingleton(right);

    /// <exception cref="OptionsValidationException">The section is not valid; the exception has all of its errors.</exception>
    private static RequiredTopic Configured(IConfigurationSection section, RequiredTopic topic)
    {
        topic = topic with
        {
            MinInSyncReplicas = section.GetValue<int?>("MinInSyncReplicas"),
            Retention = section.GetValue("Retention", topic.Retention),
        };
        var errors = ErrorsOf(topic, section["Retention"] is not null).Select(error => $"{section.Path}:{error}.").ToList();
        return errors.Count == 0 ? topic : throw new OptionsValidationException(section.Path, typeof(RequiredTopic), errors);
    }

    private static IEnumerable<string> ErrorsOf(RequiredTopic topic, bool hasConfiguredRetention)
    {
        if (topic.Partitions < 1) yield return "Partitions must be at least 1";
        if (topic.ReplicationFactor is < 1 and not -1) yield return "ReplicationFactor must be at least 1, or -1 for the cluster's default";
        if (topic.MinInSyncReplicas < 1) yield return "MinInSyncReplicas must be at least 1";
        if (topic is { ReplicationFactor: >= 1, MinInSyncReplicas: { } inSync } && inSync > topic.ReplicationFactor)
        {
            yield return "MinInSyncReplicas must not be more than ReplicationFactor, or no record could be written";
        }

        if (hasConfiguredRetention && topic.Compacted)
        {
            yield return "Retention can't be set, because the topic is compacted: records are not deleted by age";
        }
        else if (topic.Retention <= TimeSpan.Zero)
        {
            yield return "Retention must be positive";
        }
    }
}
