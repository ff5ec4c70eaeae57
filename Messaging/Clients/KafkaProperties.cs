using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Messaging.Clients;

/// <summary>
/// Applies the configuration section <c>Kafka:Properties</c> to every client of a service. It can have all properties of librdkafka's
/// CONFIGURATION.md, such as SASL and TLS. Names can have underscores instead of dots, so that environment variables can set them:
/// <c>Kafka__Properties__security_protocol=SASL_SSL</c>.
/// </summary>
public static class KafkaProperties
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Kafka:Properties";

    /// <summary>Sets each property of the section on a client configuration.</summary>
    /// <exception cref="InvalidOperationException">librdkafka does not know a property, or rejects its value.</exception>
    public static void ApplyTo(ClientConfig config, IConfiguration configuration)
    {
        foreach (var property in configuration.GetSection(Section).GetChildren())
        {
            var name = property.Key.Replace('_', '.');
            if (property.Value is not null && (config is ConsumerConfig || !IsOfGroups(name))) config.Set(name, property.Value);
        }
    }

    /// <summary>
    /// Whether the property is one of consumer groups, such as <c>group.protocol</c>. Other clients would warn that they ignore it.
    /// </summary>
    private static bool IsOfGroups(string name) => name.StartsWith("group.", StringComparison.Ordinal);
}
