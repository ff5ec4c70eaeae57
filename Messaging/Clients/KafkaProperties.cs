using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Messaging.Clients;

/// <summary>
/// librdkafka properties for every client of a service, from the configuration section <c>Kafka:Properties</c>: SASL, TLS, anything
/// in librdkafka's CONFIGURATION.md. A name may have underscores for dots, so that an environment variable can carry it:
/// <c>Kafka__Properties__security_protocol=SASL_SSL</c>.
/// </summary>
public static class KafkaProperties
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Kafka:Properties";

    /// <summary>Sets each property of the section on a client configuration.</summary>
    /// <exception cref="InvalidOperationException">librdkafka does not know a property, or refuses its value.</exception>
    public static void ApplyTo(ClientConfig config, IConfiguration configuration)
    {
        foreach (var property in configuration.GetSection(Section).GetChildren())
        {
            if (property.Value is not null) config.Set(property.Key.Replace('_', '.'), property.Value);
        }
    }
}
