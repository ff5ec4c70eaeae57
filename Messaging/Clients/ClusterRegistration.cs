using Confluent.Kafka;
using Messaging.Health;
using Messaging.Publishing;
using Messaging.Reading;
using Messaging.Telemetry;
using Messaging.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging.Clients;

/// <summary>
/// Registers what all services share that use Kafka, whatever they do with it: the connection to the cluster, the producer, the creation of
/// topics, health checks and telemetry.
/// </summary>
internal static class ClusterRegistration
{
    /// <summary>Adds what every service has that uses Kafka.</summary>
    public static void AddMessaging(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<KafkaTelemetry>();
        builder.Logging.AddFilter("Aspire.Confluent.Kafka", LogLevel.Error); // its warning that this project sets the log handler is not useful
        builder.Services.AddSingleton(services => new BrokerMonitor(
            new(services.GetRequiredService<ClusterMetadata>),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<BrokerMonitor>>()));

        // It shares the connections of the first producer, which lives as long as the service.
        builder.Services.AddSingleton(
            services => new DependentAdminClientBuilder(services.GetRequiredService<IProducer<byte[], byte[]>>().Handle).Build());
        builder.Services.AddSingleton<ClusterMetadata>();
        builder.Services.AddSingleton(services => new TopicDescriber(
            services.GetRequiredService<IProducer<byte[], byte[]>>(), services.GetRequiredService<ClusterMetadata>()));
        builder.Services.AddSingleton<ProducerFactory>();
        builder.Services.AddSingleton<ProducerErrors>();
        builder.Services.AddSingleton<ServiceProducer>();
        builder.Services.AddSingleton(services =>
        {
            var producer = services.GetRequiredService<ServiceProducer>();
            return new RecordSender(
                () => producer.Current, services.GetRequiredService<KafkaTelemetry>(), services.GetRequiredService<TimeProvider>());
        });
        builder.Services.AddSingleton<TopicOffsets>();
        builder.Services.AddSingleton<RequiredTopics>();
        builder.Services.AddSingleton<TopicCreator>();
        builder.Services.AddSingleton<TopicChecks>();
        builder.Services.AddSingleton<TopicProvisioner>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TopicProvisioner>());
        builder.AddTopicWatcher();
        builder.Services.AddSingleton<BrokerHealthCheck>();
        builder.Services.AddSingleton<RightsMonitor>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<RightsMonitor>());
        builder.Services.AddHealthChecks()
            .AddCheck<BrokerHealthCheck>("kafka")
            .AddCheck<ProducerReadiness>("producer")
            .AddCheck<RightsMonitor>("rights")
            .AddCheck<TopicChecks>("topic settings");
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(KafkaTelemetry.Name));
        if (builder.Configuration["OTEL_TRACES_SAMPLER"] is "always_off") return; // creating a span has a cost, even if the sampler drops it

        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource(KafkaTelemetry.Name));
    }

    private static void AddTopicWatcher(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<TopicWatchOptions, TopicWatchOptionsValidator>()
            .BindConfiguration(TopicWatchOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.AddSingleton<TopicWatcher>();
        builder.Services.AddSingleton<TopicExtender>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TopicWatcher>());
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TopicExtender>());
    }
}
