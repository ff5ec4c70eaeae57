using Contracts;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.Delivery;
using Messaging.Health;
using Messaging.Publishing;
using Messaging.Reading;
using Messaging.Telemetry;
using Messaging.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Messaging;

/// <summary>
/// What a service does with Kafka, said in one line of its <c>Program.cs</c>. Each of these also brings the clients, the creation of
/// missing topics, health checks and telemetry that belong to it. A service has one producer and at most one subscription.
/// </summary>
public static class MessagingRegistration
{
    /// <summary>Registers a <see cref="Publisher"/> that may send to any topic.</summary>
    public static void AddPublisher(this IHostApplicationBuilder builder) => builder.AddPublisher(hasSubscription: false);

    private static void AddPublisher(this IHostApplicationBuilder builder, bool hasSubscription)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(Publisher))) return;

        KafkaClients.AddProducer(builder, hasSubscription);
        builder.AddMessaging();
        builder.Services.AddSingleton(services => new Publisher(
            services.GetRequiredService<RecordSender>(),
            services.GetRequiredService<BrokerMonitor>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<Publisher>>()));
    }

    /// <summary>Registers a <see cref="Publisher"/>, and the typed <paramref name="topic"/> as configured.</summary>
    public static void AddPublisher<T>(this IHostApplicationBuilder builder, Topic<T> topic) where T : notnull
    {
        builder.AddPublisher();
        builder.Services.AddSingleton(builder.RequireTopic(topic));
    }

    /// <summary>Subscribes: <typeparamref name="THandler"/> handles each record of <paramref name="topic"/> at least once.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="topic">What to consume.</param>
    /// <param name="group">The consumer group; its instances share the topic's partitions. Configuration <c>Kafka:Consumer:Group</c> goes before it.</param>
    public static void AddSubscription<T, THandler>(this IHostApplicationBuilder builder, Topic<T> topic, string group)
        where T : notnull
        where THandler : class, IHandler<T>
    {
        var from = builder.RequireTopic(topic);
        var options = builder.AddConsumer(from, ref group, autoCommit: true);
        builder.AddPublisher(hasSubscription: true); // for dead letters
        builder.Services.AddSingleton<IHandler<T>, THandler>();
        builder.Services.AddSingleton<IProcessingStrategy>(services =>
            ActivatorUtilities.CreateInstance<AtLeastOnceStrategy<T>>(services, from, group, options));
    }

    /// <summary>
    /// Transforms each record of <paramref name="from"/> to a record of <paramref name="to"/> by <typeparamref name="TTransform"/>,
    /// exactly once.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="from">What to consume.</param>
    /// <param name="to">What to produce.</param>
    /// <param name="group">The consumer group; its instances share the topic's partitions. Configuration <c>Kafka:Consumer:Group</c> goes before it.</param>
    public static void AddTransform<TIn, TOut, TTransform>(this IHostApplicationBuilder builder, Topic<TIn> from, Topic<TOut> to, string group)
        where TIn : notnull
        where TOut : class
        where TTransform : class, ITransform<TIn, TOut>
    {
        to = builder.RequireTopic(to);
        builder.Services.AddSingleton<ITransform<TIn, TOut>, TTransform>();
        builder.AddProcessor(from, group, services => new TransformProcessor<TIn, TOut>(to, services.GetRequiredService<ITransform<TIn, TOut>>()));
    }

    /// <summary>Processes each record of <paramref name="from"/> by <typeparamref name="TProcessor"/>, which keeps state, exactly once.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="from">What to consume.</param>
    /// <param name="group">The consumer group; its instances share the topic's partitions. Configuration <c>Kafka:Consumer:Group</c> goes before it.</param>
    public static void AddProcessor<T, TProcessor>(this IHostApplicationBuilder builder, Topic<T> from, string group)
        where T : notnull
        where TProcessor : class, IProcessor<T>
    {
        builder.Services.AddSingleton<TProcessor>();
        builder.AddProcessor<T>(from, group, services => services.GetRequiredService<TProcessor>());
    }

    private static void AddProcessor<T>(this IHostApplicationBuilder builder, Topic<T> from, string group, Func<IServiceProvider, IProcessor<T>> processor)
        where T : notnull
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(Publisher)))
        {
            throw new InvalidOperationException("A service that processes exactly once sends nothing else: its producer belongs to its transactions.");
        }

        from = builder.RequireTopic(from);
        var options = builder.AddConsumer(from, ref group, autoCommit: false);
        KafkaClients.AddProducer(builder, hasSubscription: true, transactionalId: $"{group}-{Guid.NewGuid():N}", options.TransactionTimeout);
        builder.AddMessaging();
        builder.Services.AddSingleton(processor);
        builder.Services.AddSingleton<IProcessingStrategy>(services => ActivatorUtilities.CreateInstance<ExactlyOnceStrategy<T>>(services, from, group, options));
    }

    /// <summary>
    /// Reads all of a compacted <paramref name="topic"/> into <typeparamref name="TTable"/>, from the beginning and for as long as the
    /// service runs, on every instance. The service is ready once it has reached the end. Needs a subscription beside it.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="topic">What to read.</param>
    /// <param name="coPartitionedWith">A topic of the catalogue that it goes with partition by partition: it is created with as many.</param>
    public static void AddTable<T, TTable>(this IHostApplicationBuilder builder, Topic<T> topic, string? coPartitionedWith = null)
        where T : notnull
        where TTable : class, ITable<T>
    {
        topic = builder.RequireTopic(topic, coPartitionedWith);
        builder.Services.AddSingleton(topic);
        builder.Services.AddSingleton<TTable>();
        builder.Services.AddSingleton(services => new TableReader<T>(
            topic,
            services.GetRequiredService<TTable>(),
            services.GetRequiredService<StandaloneConsumerFactory>(),
            services.GetRequiredService<TopicOffsets>(),
            services.GetRequiredService<TopicProvisioner>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<TableReader<T>>>()));
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TableReader<T>>());
        builder.Services.AddHealthChecks().Add(new(
            "table", services => new TableReadiness(topic.Name, () => services.GetRequiredService<TableReader<T>>().Progress), null, null));
    }

    /// <summary>Registers <see cref="TopicTailReader"/>. Needs a subscription beside it.</summary>
    public static void AddTopicTailReader(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(services => new TopicTailReader(
            services.GetRequiredService<StandaloneConsumerFactory>(),
            services.GetRequiredService<TopicOffsets>(),
            services.GetRequiredService<ILogger<TopicTailReader>>()));

    private static ConsumerOptions AddConsumer<T>(this IHostApplicationBuilder builder, Topic<T> topic, ref string group, bool autoCommit)
        where T : notnull
    {
        var section = builder.Configuration.GetSection("Kafka:Consumer");
        var options = section.Get<ConsumerOptions>() ?? new();
        var errors = options.Validate().Concat(autoCommit ? [] : options.ValidateTransaction()).Select(error => $"{section.Path}: {error}.").ToList();
        if (errors.Count > 0) throw new OptionsValidationException(section.Path, typeof(ConsumerOptions), errors);

        var name = group = section["Group"] ?? group;
        builder.RequireTopic(new RequiredTopic(DeadLetterTopic.NameOf(topic.Name, name), topic.Partitions, topic.ReplicationFactor));
        KafkaClients.AddConsumer(builder, name, autoCommit);
        builder.Services.AddSingleton<ConsumerState>();
        builder.Services.AddSingleton<ISubscriptionStatus>(services => services.GetRequiredService<ConsumerState>());

        // The host waits for the record in flight and for the last commit, whatever it waits for by itself.
        builder.Services.PostConfigure<HostOptions>(host =>
        {
            var needed = options.HandlerShutdownTimeout + ConsumerLoop.CancelTimeout + TimeSpan.FromSeconds(2);
            if (host.ShutdownTimeout < needed) host.ShutdownTimeout = needed;
        });
        builder.Services.AddSingleton<IHostedService>(services =>
        {
            var state = services.GetRequiredService<ConsumerState>();
            services.GetRequiredService<KafkaTelemetry>().ObserveLag(topic.Name, name, () => state.Lag);
            return ActivatorUtilities.CreateInstance<ConsumerLoop>(services, topic.Name, options);
        });
        builder.Services.AddHealthChecks()
            .AddCheck<ConsumerReadiness>("consumer")
            .AddCheck<ConsumerLiveness>("consumer loop", tags: ["live"]);
        return options;
    }

    private static void AddMessaging(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<KafkaTelemetry>();
        builder.Services.AddSingleton<ClientLog>();
        builder.Logging.AddFilter("Aspire.Confluent.Kafka", LogLevel.Error); // it warns that the log handler is ours
        builder.Services.AddSingleton<BrokerMonitor>();
        builder.Services.AddSingleton<RecordSender>();
        builder.Services.AddSingleton<TopicOffsets>();
        builder.Services.AddSingleton<TopicProvisioner>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TopicProvisioner>());
        builder.Services.AddSingleton<BrokerHealthCheck>();
        builder.Services.AddHealthChecks().AddCheck<BrokerHealthCheck>("kafka");
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(KafkaTelemetry.Name));
        if (builder.Configuration["OTEL_TRACES_SAMPLER"] is "always_off") return; // a span costs something even when it is dropped

        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource(KafkaTelemetry.Name));
    }
}
