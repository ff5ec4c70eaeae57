// Stands in for the package Aspire.Confluent.Kafka where it can't be had (UseAspire=false): the part of its API that this
// project calls, with the same configuration: the section, then the section of the connection name, then
// ConnectionStrings:{name}, then the delegate.
using Aspire.Confluent.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Confluent.Kafka
{
    /// <summary>How to connect a producer. Bound from <c>Aspire:Confluent:Kafka:Producer</c>.</summary>
    public sealed class KafkaProducerSettings
    {
        /// <summary>The bootstrap servers, <c>host:port</c>.</summary>
        public string? ConnectionString { get; set; }

        /// <summary>librdkafka's configuration.</summary>
        public ProducerConfig Config { get; } = [];

        /// <summary>Whether the package's own health check is off. The stand-in has none.</summary>
        public bool DisableHealthChecks { get; set; }

        /// <summary>Whether the package's own metrics are off. The stand-in has none.</summary>
        public bool DisableMetrics { get; set; }

        /// <summary>Whether the package's own tracing is off. The stand-in has none.</summary>
        public bool DisableTracing { get; set; }
    }

    /// <summary>How to connect a consumer. Bound from <c>Aspire:Confluent:Kafka:Consumer</c>.</summary>
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
            foreach (var section in AspireKafkaConfiguration.Sections(builder, "Producer", connectionName))
            {
                section.Bind(settings);
                section.GetSection(nameof(settings.Config)).Bind(settings.Config);
            }

            settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
            configureSettings?.Invoke(settings);
            settings.Config.BootstrapServers = settings.ConnectionString ?? settings.Config.BootstrapServers;

            builder.Services.AddSingleton(services =>
            {
                AspireKafkaConfiguration.RequireServers(settings.Config);
                var producer = new ProducerBuilder<TKey, TValue>(settings.Config);
                configureBuilder?.Invoke(services, producer);
                var logger = AspireKafkaConfiguration.Logger(services);
                return producer.SetLogHandler((_, message) => AspireKafkaConfiguration.Log(logger, message)).Build();
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
            foreach (var section in AspireKafkaConfiguration.Sections(builder, "Consumer", connectionName))
            {
                section.Bind(settings);
                section.GetSection(nameof(settings.Config)).Bind(settings.Config);
            }

            settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
            configureSettings?.Invoke(settings);
            settings.Config.BootstrapServers = settings.ConnectionString ?? settings.Config.BootstrapServers;

            builder.Services.AddSingleton(services =>
            {
                AspireKafkaConfiguration.RequireServers(settings.Config);
                var consumer = new ConsumerBuilder<TKey, TValue>(settings.Config);
                configureBuilder?.Invoke(services, consumer);
                var logger = AspireKafkaConfiguration.Logger(services);
                return consumer.SetLogHandler((_, message) => AspireKafkaConfiguration.Log(logger, message)).Build();
            });
        }
    }

    internal static class AspireKafkaConfiguration
    {
        public static IEnumerable<IConfigurationSection> Sections(IHostApplicationBuilder builder, string client, string connectionName)
        {
            var section = builder.Configuration.GetSection($"Aspire:Confluent:Kafka:{client}");
            return [section, section.GetSection(connectionName)];
        }

        public static void RequireServers(ClientConfig config)
        {
            if (string.IsNullOrEmpty(config.BootstrapServers)) throw new InvalidOperationException("No bootstrap servers configured.");
        }

        public static ILogger Logger(IServiceProvider services) =>
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Aspire.Confluent.Kafka");

        public static void Log(ILogger logger, LogMessage message) =>
            logger.Log((LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging), 0, message.Message, null, static (text, _) => text);
    }
}
