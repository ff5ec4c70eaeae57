// Replaces the package Aspire.Confluent.Kafka in builds without it (UseAspireKafka=false). It has the part of the API that this project
// calls, with the same names. It applies the same configuration in the same order: the section of the client, the section with the name of
// the connection, ConnectionStrings:{name}, the delegate.
using Aspire.Confluent.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Confluent.Kafka
{
    /// <summary>The settings of a producer. Bound from <c>Aspire:Confluent:Kafka:Producer</c>.</summary>
    public sealed class KafkaProducerSettings
    {
        /// <summary>The bootstrap servers, <c>host:port</c>.</summary>
        public string? ConnectionString { get; set; }

        /// <summary>The configuration of librdkafka.</summary>
        public ProducerConfig Config { get; } = [];

        /// <summary>Exists for compatibility with the package. This replacement has no health check.</summary>
        public bool DisableHealthChecks { get; set; }

        /// <summary>Exists for compatibility with the package. This replacement has no metrics.</summary>
        public bool DisableMetrics { get; set; }

        /// <summary>Exists for compatibility with the package. This replacement has no tracing.</summary>
        public bool DisableTracing { get; set; }
    }

    /// <summary>The settings of a consumer. Bound from <c>Aspire:Confluent:Kafka:Consumer</c>.</summary>
    public sealed class KafkaConsumerSettings
    {
        /// <inheritdoc cref="KafkaProducerSettings.ConnectionString"/>
        public string? ConnectionString { get; set; }

        /// <inheritdoc cref="KafkaProducerSettings.Config"/>
        public ConsumerConfig Config { get; } = [];

        /// <inheritdoc cref="KafkaProducerSettings.DisableHealthChecks"/>
        public bool DisableHealthChecks { get; set; }

        /// <inheritdoc cref="KafkaProducerSettings.DisableMetrics"/>
        public bool DisableMetrics { get; set; }

        /// <inheritdoc cref="KafkaProducerSettings.DisableTracing"/>
        public bool DisableTracing { get; set; }
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>Registers a Kafka producer.</summary>
    public static class AspireKafkaProducerExtensions
    {
        /// <summary>Registers <see cref="IProducer{TKey,TValue}"/> as a singleton.</summary>
        public static void AddKafkaProducer<TKey, TValue>(
            this IHostApplicationBuilder builder,
            string connectionName,
            Action<KafkaProducerSettings>? configureSettings,
            Action<IServiceProvider, ProducerBuilder<TKey, TValue>>? configureBuilder)
        {
            var settings = new KafkaProducerSettings();
            AspireKafkaConfiguration.Bind(builder.Configuration, "Producer", connectionName, settings, settings.Config);
            settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
            configureSettings?.Invoke(settings);
            settings.Config.BootstrapServers = settings.ConnectionString ?? settings.Config.BootstrapServers;

            builder.Services.AddSingleton(services =>
            {
                AspireKafkaConfiguration.RequireServers(settings.Config);
                var producer = new ProducerBuilder<TKey, TValue>(settings.Config);
                configureBuilder?.Invoke(services, producer);
                return producer.Build();
            });
        }
    }

    /// <summary>Registers a Kafka consumer.</summary>
    public static class AspireKafkaConsumerExtensions
    {
        /// <summary>Registers <see cref="IConsumer{TKey,TValue}"/> as a singleton.</summary>
        public static void AddKafkaConsumer<TKey, TValue>(
            this IHostApplicationBuilder builder,
            string connectionName,
            Action<KafkaConsumerSettings>? configureSettings,
            Action<IServiceProvider, ConsumerBuilder<TKey, TValue>>? configureBuilder)
        {
            var settings = new KafkaConsumerSettings();
            AspireKafkaConfiguration.Bind(builder.Configuration, "Consumer", connectionName, settings, settings.Config);
            settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
            configureSettings?.Invoke(settings);
            settings.Config.BootstrapServers = settings.ConnectionString ?? settings.Config.BootstrapServers;

            builder.Services.AddSingleton(services =>
            {
                AspireKafkaConfiguration.RequireServers(settings.Config);
                var consumer = new ConsumerBuilder<TKey, TValue>(settings.Config);
                configureBuilder?.Invoke(services, consumer);
                return consumer.Build();
            });
        }
    }

    internal static class AspireKafkaConfiguration
    {
        public static void Bind(IConfiguration configuration, string client, string connectionName, object settings, ClientConfig config)
        {
            var section = configuration.GetSection($"Aspire:Confluent:Kafka:{client}");
            foreach (var it in (IConfigurationSection[])[section, section.GetSection(connectionName)])
            {
                it.Bind(settings);
                it.GetSection("Config").Bind(config);
            }
        }

        public static void RequireServers(ClientConfig config)
        {
            if (string.IsNullOrEmpty(config.BootstrapServers))
            {
                throw new InvalidOperationException("No bootstrap servers are configured. Set ConnectionStrings:kafka to host:port of a broker.");
            }
        }
    }
}
