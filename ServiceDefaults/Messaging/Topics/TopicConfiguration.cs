using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Contracts;

namespace ServiceDefaults.Messaging.Topics;

/// <summary>
/// Lets configuration say where a topic of the catalogue really is: <c>Topics:page-events:Name</c>, <c>:Partitions</c>,
/// <c>:ReplicationFactor</c>.
/// </summary>
internal static class TopicConfiguration
{
    /// <summary>The topic as configured, which is then among those that are created when missing.</summary>
    public static Topic<T> Use<T>(this IHostApplicationBuilder builder, Topic<T> topic) where T : notnull
    {
        var section = builder.Configuration.GetSection("Topics").GetSection(topic.Name);
        var configured = topic with
        {
            Name = section["Name"] ?? topic.Name,
            Partitions = section.GetValue("Partitions", topic.Partitions),
            ReplicationFactor = section.GetValue("ReplicationFactor", topic.ReplicationFactor),
        };
        builder.Use(new TopicUse(configured.Name, configured.Partitions, configured.ReplicationFactor));
        return configured;
    }

    public static void Use(this IHostApplicationBuilder builder, TopicUse topic) => builder.Services.AddSingleton(topic);
}
