using Contracts;
using Messaging.AtLeastOnce;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Messaging.ExactlyOnce;
using Messaging.Health;
using Messaging.Publishing;
using Messaging.Reading;
using Messaging.Sinks;
using Messaging.Topics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging;

/// <summary>
/// Registers what a service does with Kafka, in one line of its <c>Program.cs</c>. Each method also registers the clients, health checks
/// and telemetry that it needs, and the creation of missing topics. A service has one producer, and each subscription has a consumer and a
/// thread of its own. A transform or a processor has the producer for itself, and is the only subscription of its service.
/// </summary>
public static class MessagingRegistration
{
    /// <summary>Registers a <see cref="Publisher"/>, which can send to any topic.</summary>
    public static void AddPublisher(this IHostApplicationBuilder builder) => builder.AddPublisher(hasSubscription: false);

    private static void AddPublisher(this IHostApplicationBuilder builder, bool hasSubscription)
    {
        if (builder.Has<Publisher>()) return;
        if (builder.Has<TransactionalProducer>()) throw ProducerIsTaken();

        KafkaClients.AddProducer(builder, hasSubscription);
        builder.AddMessaging();
        builder.Services.AddSingleton(services => new Publisher(
            services.GetRequiredService<RecordSender>(),
            services.GetRequiredService<BrokerMonitor>(),
            services.GetRequiredService<ServiceProducer>()));
    }

    /// <summary>Registers a <see cref="Publisher"/>, and <paramref name="topic"/> with its configured name.</summary>
    public static void AddPublisher<T>(this IHostApplicationBuilder builder, Topic<T> topic) where T : notnull
    {
        builder.AddPublisher();
        topic = builder.RequireTopic(topic);
        builder.Services.AddSingleton(topic);
        builder.RequireRight(KafkaRight.WriteTopic(topic.Name));
    }

    /// <summary>Subscribes to <paramref name="topic"/>: <typeparamref name="THandler"/> handles each record at least once.</summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="topic">The topic to consume.</param>
    /// <param name="group">The consumer group. <c>Kafka:Consumer:Group</c> in the configuration overrides it.</param>
    public static void AddSubscription<T, THandler>(this IHostApplicationBuilder builder, Topic<T> topic, string group)
        where T : notnull
        where THandler : class, IHandler<T>
    {
        builder.AddConsumer<T, AtLeastOnceStrategy<T>>(topic, group, autoCommit: true, isExactlyOnce: false);
        builder.AddPublisher(hasSubscription: true); // for dead letters
        builder.Services.TryAddSingleton<DeadLetterPublisher>();
        builder.Services.TryAddScoped<OffsetStore>();
        builder.Services.AddSingleton<IHandler<T>, THandler>();
    }

    /// <summary>
    /// Subscribes to <paramref name="from"/>: <typeparamref name="TTransform"/> transforms each record to a record of
    /// <paramref name="to"/>, exactly once.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="from">The topic to consume.</param>
    /// <param name="to">The topic for the transformed records.</param>
    /// <param name="group">The consumer group. <c>Kafka:Consumer:Group</c> in the configuration overrides it.</param>
    public static void AddTransform<TIn, TOut, TTransform>(this IHostApplicationBuilder builder, Topic<TIn> from, Topic<TOut> to, string group)
        where TIn : notnull
        where TOut : class
        where TTransform : class, ITransform<TIn, TOut>
    {
        to = builder.RequireTopic(to);
        builder.RequireRight(KafkaRight.WriteTopic(to.Name));
        builder.Services.AddSingleton<ITransform<TIn, TOut>, TTransform>();
        builder.AddProcessor(from, group, services => new TransformProcessor<TIn, TOut>(to, services.GetRequiredService<ITransform<TIn, TOut>>()));
    }

    /// <summary>
    /// Subscribes to <paramref name="from"/>: <typeparamref name="TProcessor"/>, which keeps state, processes each record exactly once.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="from">The topic to consume.</param>
    /// <param name="group">The consumer group. <c>Kafka:Consumer:Group</c> in the configuration overrides it.</param>
    public static void AddProcessor<T, TProcessor>(this IHostApplicationBuilder builder, Topic<T> from, string group)
        where T : notnull
        where TProcessor : class, IProcessor<T>
    {
        builder.Services.AddSingleton<TProcessor>();
        builder.AddProcessor<T>(from, group, services => services.GetRequiredService<TProcessor>());
    }

    private static void AddProcessor<T>(
        this IHostApplicationBuilder builder, Topic<T> from, string group, Func<IServiceProvider, IProcessor<T>> processor)
        where T : notnull
    {
        if (builder.Has<Publisher>() || builder.Has<TransactionalProducer>()) throw ProducerIsTaken();

        var options = builder.AddConsumer<T, ExactlyOnceStrategy<T>>(from, group, autoCommit: false, isExactlyOnce: true);
        builder.Services.AddSingleton<IValidateOptions<ConsumerOptions>, TransactionOptionsValidator>();
        KafkaClients.AddTransactionalProducer(builder, transactionalId: $"{group}-{Guid.NewGuid():N}", options.TransactionTimeout);
        builder.RequireRight(KafkaRight.WriteTransactionalIds($"{group}-"));
        builder.AddMessaging();
        builder.Services.AddSingleton(processor);
        builder.Services.AddScoped<TransactionalProducer>();
        builder.Services.AddScoped<ProcessorState<T>>();
        builder.Services.AddScoped<StateRestorer<ProcessorState<T>>>();
    }

    /// <summary>
    /// Subscribes to <paramref name="topic"/>: <typeparamref name="TSink"/> writes its records into a database, exactly once. Requires that
    /// an <see cref="ISinkDatabase"/> is registered.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="topic">The topic to consume.</param>
    /// <param name="group">The consumer group. <c>Kafka:Consumer:Group</c> in the configuration overrides it.</param>
    public static void AddSink<T, TSink>(this IHostApplicationBuilder builder, Topic<T> topic, string group)
        where T : notnull
        where TSink : class, ISink<T>
    {
        builder.AddConsumer<T, SinkStrategy<T>>(topic, group, autoCommit: true, isExactlyOnce: true);
        builder.AddPublisher(hasSubscription: true); // for dead letters
        builder.Services.TryAddSingleton<DeadLetterPublisher>();
        builder.Services.AddSingleton<ISink<T>, TSink>();
        builder.Services.AddScoped<SinkWriter<T>>();
        if (builder.Services.Any(service => service.ServiceType == typeof(SinkStatus))) return;

        builder.Services.AddScoped<SinkStatus>();
        builder.Services.AddScoped<SinkPositions>();
        builder.Services.AddScoped<SinkClaims>();
        builder.Services.AddScoped<StateRestorer<SinkClaims>>();
        builder.Services.AddScoped<SinkReadiness>();
        builder.Services.AddHealthChecks().AddCheck<EachSubscription<SinkReadiness>>("sink");
    }

    /// <summary>
    /// Reads all of a compacted <paramref name="topic"/> into <typeparamref name="TTable"/>, on every instance, from the beginning and for
    /// as long as the service runs. The service becomes ready when it has read to the end. Requires that the service also has a
    /// subscription.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <param name="topic">The topic to read.</param>
    /// <param name="coPartitionedWith">
    /// The declared name of a topic whose partitions correspond to those of <paramref name="topic"/>, which is created with at least as
    /// many.
    /// </param>
    public static void AddTable<T, TTable>(this IHostApplicationBuilder builder, Topic<T> topic, string? coPartitionedWith = null)
        where T : notnull
        where TTable : class, ITable<T>
    {
        topic = builder.RequireTopic(topic, coPartitionedWith);
        builder.RequireRight(KafkaRight.ReadTopic(topic.Name));
        builder.RequireRight(KafkaRight.WriteTopic(topic.Name)); // by the processor of this service, whose state it is
        builder.Services.AddSingleton(topic);
        builder.Services.AddSingleton(new WatchedTopic(topic.Name));
        builder.Services.AddSingleton<TTable>();
        builder.Services.AddSingleton(services => new TableReader<T>(
            topic,
            services.GetRequiredService<TTable>(),
            services.GetRequiredService<StandaloneConsumerFactory>(),
            services.GetRequiredService<TopicOffsets>(),
            services.GetRequiredService<TopicWatcher>(),
            services.GetRequiredService<ClientErrors>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<TableReader<T>>>()));
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<TableReader<T>>());
        builder.Services.AddSingleton<ITableProgress>(services => services.GetRequiredService<TableReader<T>>());
        builder.Services.AddHealthChecks().Add(new(
            "table", services => new TableReadiness(topic.Name, services.GetRequiredService<TableReader<T>>()), null, null));
    }

    /// <summary>Registers <see cref="ITopicTail"/>. Requires that the service also has a subscription.</summary>
    public static void AddTopicTailReader(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton<ITopicTail, TopicTailReader>();

    private static bool Has<TService>(this IHostApplicationBuilder builder) =>
        builder.Services.Any(service => service.ServiceType == typeof(TService));

    private static InvalidOperationException ProducerIsTaken() => new(
        "A service with a transform or a processor uses its producer for the transactions of that subscription only. It can't have a "
        + "Publisher or another subscription. Use another service for them.");
}
