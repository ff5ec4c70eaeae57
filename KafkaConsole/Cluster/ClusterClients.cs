using Confluent.Kafka;
using Messaging.Clients;

namespace KafkaConsole.Cluster;

/// <summary>The console's clients of the cluster. Blocking client calls, Dispose included, run on background threads; callers can cancel.</summary>
internal sealed class ClusterClients : IDisposable
{
    /// <summary>How long the cluster may take to answer one request.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(3);

    private const string ClientId = "kafka-console";
    private const int MaxReaders = 8;
    private const int MaxTails = 16;

    private readonly SemaphoreSlim _readers = new(MaxReaders);
    private readonly SemaphoreSlim _tails = new(MaxTails);
    private readonly KafkaConnection _connection;
    private readonly ClientLog _log;
    private readonly StandaloneConsumerFactory _consumers;
    private readonly IAdminClient _admin;

    /// <exception cref="InvalidOperationException"><c>Kafka:Properties</c> has something that librdkafka does not accept.</exception>
    public ClusterClients(KafkaConnection connection, ClientLog log)
    {
        (_connection, _log) = (connection, log);
        _consumers = new(Configured(new ConsumerConfig
        {
            GroupId = ClientId, // the client needs one; it joins no group and commits nothing
            AllowAutoCreateTopics = false,
            FetchWaitMaxMs = 50, // the in-memory cluster lets a fetch wait for its whole time even when a record comes in
            QueuedMaxMessagesKbytes = 8 * 1024,
        }), log);
        _admin = new AdminClientBuilder(Configured(new AdminClientConfig())).SetErrorHandler((_, _) => { }).SetLogHandler(Log).Build();
    }

    /// <summary>Sends a request with the admin client.</summary>
    /// <exception cref="ClusterException">The cluster does not answer, or answers with an error.</exception>
    public async Task<T> WithAdminClientAsync<T>(Func<IAdminClient, Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => request(_admin), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (KafkaException e)
        {
            throw ClusterException.From(e);
        }
    }

    /// <summary>Reads with a consumer of committed records, on a thread of its own. At most 8 callers read at once; others wait for 3 seconds.</summary>
    /// <exception cref="ClusterException">Reading failed, or no consumer became free in time.</exception>
    public Task<T> WithConsumerAsync<T>(Func<IConsumer<byte[], byte[]>, CancellationToken, T> read, CancellationToken cancellationToken) =>
        RunAsync(_readers, RequestTimeout, "Too many requests read records at the moment.", read, cancellationToken);

    /// <summary>Reads as <see cref="WithConsumerAsync"/> does, for as long as the caller wants. At most 16 do so at once.</summary>
    public Task<T> WithTailConsumerAsync<T>(Func<IConsumer<byte[], byte[]>, CancellationToken, T> follow, CancellationToken cancellationToken) =>
        RunAsync(_tails, TimeSpan.Zero, $"{MaxTails} live tails are open already. Close one.", follow, cancellationToken);

    /// <summary>A producer whose records are committed in transactions under this id.</summary>
    public IProducer<byte[]?, byte[]?> NewTransactionalProducer(string transactionalId, TimeSpan messageTimeout, TimeSpan transactionTimeout) =>
        new ProducerBuilder<byte[]?, byte[]?>(Configured(new ProducerConfig
        {
            TransactionalId = transactionalId,
            TransactionTimeoutMs = (int)transactionTimeout.TotalMilliseconds,
            MessageTimeoutMs = (int)messageTimeout.TotalMilliseconds,
            Acks = Acks.All,
            Partitioner = Partitioner.Murmur2Random, // a key goes where the services and Java's clients put it
            LingerMs = 0,
            MessageMaxBytes = 1_040_000, // as large as a dead letter may be
        }))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler(Log)
        .Build();

    public void Dispose() => DisposeInBackground(_admin);

    /// <summary>Disposes a client without waiting for it: that can take as long as a request.</summary>
    public static void DisposeInBackground(IClient client) => new Thread(client.Dispose) { IsBackground = true, Name = "dispose a Kafka client" }.UnsafeStart();

    private async Task<T> RunAsync<T>(
        SemaphoreSlim limit, TimeSpan wait, string busy, Func<IConsumer<byte[], byte[]>, CancellationToken, T> use, CancellationToken cancellationToken)
    {
        if (!await limit.WaitAsync(wait, cancellationToken)) throw new ClusterException(ClusterErrorKind.Unavailable, busy);

        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var consumer = _consumers.Create();
                result.TrySetResult(use(consumer, cancellationToken));
            }
            catch (Exception e)
            {
                result.TrySetException(e is KafkaException error ? ClusterException.From(error) : e);
            }
            finally
            {
                limit.Release();
            }
        })
        { IsBackground = true, Name = "read records" }.UnsafeStart();
        return await result.Task.WaitAsync(cancellationToken);
    }

    private TConfig Configured<TConfig>(TConfig config) where TConfig : ClientConfig
    {
        _connection.ApplyTo(config, ClientId);
        return config;
    }

    private void Log(IClient client, LogMessage line) => _log.Write(line);
}
