using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Clients.Connections;
using Messaging.DeadLetters;

namespace KafkaConsole.Cluster;

/// <summary>
/// The console's clients of the cluster. Blocking client calls, Dispose included, run on background threads; callers can cancel.
/// </summary>
/// <exception cref="InvalidOperationException"><c>Kafka:Properties</c> has something that librdkafka does not accept.</exception>
internal sealed class ClusterClients(KafkaConnection connection, ClientLog log, ClientErrors errors, ConnectionErrors connections) : IDisposable
{
    /// <summary>How long the cluster may take to answer one request.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(3);

    private const string ClientId = "kafka-console";
    private const int MaxReaders = 8;
    private const int MaxTails = 16;
    private const int MaxSearches = 8;

    private readonly ClientCalls _requests = new();
    private readonly SemaphoreSlim _readers = new(MaxReaders);
    private readonly SemaphoreSlim _tails = new(MaxTails);
    private readonly SemaphoreSlim _searches = new(MaxSearches);
    private readonly StandaloneConsumerFactory _consumers = new(
        Connect(connection, new ConsumerConfig
        {
            GroupId = ClientId, // the client needs one; it joins no group and commits nothing
            AllowAutoCreateTopics = false,
            FetchWaitMaxMs = 50, // the in-memory cluster delays a fetch by the whole time, even when a record arrives meanwhile
            QueuedMaxMessagesKbytes = 8 * 1024,
        }),
        log);
    private readonly IAdminClient _admin = new AdminClientBuilder(Connect(connection, new AdminClientConfig()))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, line) => log.Write(line))
        .Build();

    /// <summary>Describes an error of a client in plain words.</summary>
    /// <param name="error">The error.</param>
    /// <param name="needed">The right that the request needs, for errors that name no resource.</param>
    public ClusterException Explain(KafkaException error, KafkaRight? needed = null) => ClusterException.From(error, errors, connections, needed);

    /// <summary>Sends a request with the admin client.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or answers with an error.</exception>
    public async Task<T> WithAdminClientAsync<T>(Func<IAdminClient, Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(SendAsync, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (KafkaException e)
        {
            throw Explain(e);
        }

        async Task<T> SendAsync()
        {
            using var call = _requests.Begin();
            return await request(_admin);
        }
    }

    /// <summary>
    /// Reads records with a consumer, on a thread of its own: committed ones only, unless told otherwise. At most 8 callers read at once;
    /// others wait for 3 seconds.
    /// </summary>
    /// <exception cref="ClusterException">Reading failed, or no consumer became free in time.</exception>
    public Task<T> WithConsumerAsync<T>(
        Func<IConsumer<byte[], byte[]>, CancellationToken, T> read,
        CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        ReadOnThreadAsync(_readers, RequestTimeout, "Too many requests read records at the moment.", read, cancellationToken, isolation);

    /// <summary>Reads as <see cref="WithConsumerAsync"/> does, for as long as the caller wants. At most 16 callers do so at once.</summary>
    /// <exception cref="ClusterException">Reading failed, or 16 callers do so already.</exception>
    public Task<T> WithTailConsumerAsync<T>(
        Func<IConsumer<byte[], byte[]>, CancellationToken, T> read, CancellationToken cancellationToken) =>
        ReadOnThreadAsync(_tails, TimeSpan.Zero, $"{MaxTails} live tails are open already. Close one.", read, cancellationToken);

    /// <summary>
    /// Reads as <see cref="WithConsumerAsync"/> does, for as long as the caller wants. At most 8 callers do so at once; others wait for 3
    /// seconds.
    /// </summary>
    /// <exception cref="ClusterException">Reading failed, or no consumer became free in time.</exception>
    public Task<T> WithSearchConsumerAsync<T>(
        Func<IConsumer<byte[], byte[]>, CancellationToken, T> read, CancellationToken cancellationToken) =>
        ReadOnThreadAsync(
            _searches,
            RequestTimeout,
            $"{MaxSearches} searches and downloads are running already. Cancel one, or try again later.",
            read,
            cancellationToken);

    /// <summary>Creates a producer whose records are committed in transactions under this id.</summary>
    public IProducer<byte[]?, byte[]?> NewTransactionalProducer(
        string transactionalId, TimeSpan messageTimeout, TimeSpan transactionTimeout) =>
        new ProducerBuilder<byte[]?, byte[]?>(Connect(connection, new ProducerConfig
        {
            TransactionalId = transactionalId,
            TransactionTimeoutMs = (int)transactionTimeout.TotalMilliseconds,
            MessageTimeoutMs = (int)messageTimeout.TotalMilliseconds,
            Acks = Acks.All,
            Partitioner = Partitioner.Murmur2Random, // as the services and Java's clients
            LingerMs = 0,
            MessageMaxBytes = DeadLetterTopic.MaxRecordBytes,
        }))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, line) => log.Write(line))
        .Build();

    public void Dispose() => new Thread(() =>
    {
        _requests.Close();
        _admin.Dispose();
    })
    { IsBackground = true, Name = "dispose the admin client" }.UnsafeStart();

    /// <summary>Disposes a client without waiting for it, because that can take as long as a request.</summary>
    public static void DisposeInBackground(IClient client) =>
        new Thread(client.Dispose) { IsBackground = true, Name = "dispose a Kafka client" }.UnsafeStart();

    private async Task<T> ReadOnThreadAsync<T>(
        SemaphoreSlim limit,
        TimeSpan wait,
        string limitReached,
        Func<IConsumer<byte[], byte[]>, CancellationToken, T> read,
        CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        if (!await limit.WaitAsync(wait, cancellationToken)) throw new ClusterException(ClusterErrorKind.Unavailable, limitReached);

        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Read) { IsBackground = true, Name = "read records" }.UnsafeStart();
        return await result.Task.WaitAsync(cancellationToken);

        void Read()
        {
            try
            {
                using var consumer = _consumers.Create(isolation);
                result.TrySetResult(read(consumer, cancellationToken));
            }
            catch (KafkaException e)
            {
                result.TrySetException(Explain(e));
            }
            catch (Exception e)
            {
                result.TrySetException(e);
            }
            finally
            {
                limit.Release();
            }
        }
    }

    private static TConfig Connect<TConfig>(KafkaConnection connection, TConfig config) where TConfig : ClientConfig
    {
        connection.ApplyTo(config, ClientId);
        return config;
    }
}
