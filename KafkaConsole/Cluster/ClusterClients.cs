using Confluent.Kafka;

namespace KafkaConsole.Cluster;

/// <summary>
/// The dashboard's clients of the cluster. Whatever blocks in them, calls and ends of life, happens on threads of its own and never on
/// that of a caller, who waits no longer than it likes.
/// </summary>
internal sealed class ClusterClients(KafkaConnection connection) : IDisposable
{
    /// <summary>How long the cluster may take to answer one question.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int MaxReaders = 8;
    private const int MaxFollowers = 16;

    private readonly SemaphoreSlim _readers = new(MaxReaders);
    private readonly SemaphoreSlim _followers = new(MaxFollowers);
    private readonly Lock _lock = new();
    private IAdminClient? _admin;

    /// <summary>Whether it answers what an admin client asks.</summary>
    public bool AnswersAdmins => connection.KnowsItsGroups;

    /// <summary>Puts a question to the cluster.</summary>
    /// <exception cref="ClusterException">It has no answer.</exception>
    public async Task<T> AskAsync<T>(Func<IAdminClient, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => ask(Admin()), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (KafkaException e)
        {
            throw ClusterException.Of(e);
        }
    }

    /// <summary>Lends a consumer of committed records for something short, on a thread of its own. A few are lent at once, others wait.</summary>
    /// <exception cref="ClusterException">It failed, or none became free in time.</exception>
    public Task<T> ReadAsync<T>(Func<IConsumer<byte[], byte[]>, CancellationToken, T> read, CancellationToken cancellationToken) =>
        LendAsync(_readers, Patience, "Too many are reading at the moment.", read, cancellationToken);

    /// <summary>Lends a consumer as <see cref="ReadAsync"/> does, for as long as somebody likes to look.</summary>
    public Task<T> FollowAsync<T>(Func<IConsumer<byte[], byte[]>, CancellationToken, T> follow, CancellationToken cancellationToken) =>
        LendAsync(_followers, TimeSpan.Zero, $"{MaxFollowers} live tails are open already: close one.", follow, cancellationToken);

    /// <summary>A producer whose records are committed in transactions under this id.</summary>
    public IProducer<byte[]?, byte[]?> NewTransactionalProducer(string transactionalId, TimeSpan messageTimeout, TimeSpan transactionTimeout) =>
        new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(Properties())
        {
            TransactionalId = transactionalId,
            TransactionTimeoutMs = (int)transactionTimeout.TotalMilliseconds,
            MessageTimeoutMs = (int)messageTimeout.TotalMilliseconds,
            Acks = Acks.All,
            Partitioner = Partitioner.Murmur2Random, // a key goes where the services, and Java's clients, put it
            LingerMs = 0,
            MessageMaxBytes = 1_040_000, // as dead letters may have
        })
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();

    public void Dispose()
    {
        lock (_lock)
        {
            if (_admin is { } admin) Retire(admin);

            _admin = null;
        }
    }

    /// <summary>Ends the life of a client, which may take its time, in the background.</summary>
    public static void Retire(IClient client) => new Thread(client.Dispose) { IsBackground = true, Name = "retire a client" }.UnsafeStart();

    private async Task<T> LendAsync<T>(
        SemaphoreSlim places, TimeSpan patience, string busy, Func<IConsumer<byte[], byte[]>, CancellationToken, T> use, CancellationToken cancellationToken)
    {
        if (!await places.WaitAsync(patience, cancellationToken)) throw new ClusterException(ClusterFault.Unavailable, busy);

        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var consumer = NewConsumer();
                try
                {
                    result.TrySetResult(use(consumer, cancellationToken));
                }
                catch (Exception e)
                {
                    result.TrySetException(e is KafkaException fault ? ClusterException.Of(fault) : e);
                }
            }
            catch (Exception e)
            {
                result.TrySetException(e); // the properties are not what librdkafka understands
            }
            finally
            {
                places.Release();
            }
        })
        { IsBackground = true, Name = "reader of the dashboard" }.UnsafeStart();
        return await result.Task.WaitAsync(cancellationToken);
    }

    private IConsumer<byte[], byte[]> NewConsumer() =>
        new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(Properties())
        {
            GroupId = "dashboard", // the client wants one; it joins none and commits nothing
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = false,
            FetchWaitMaxMs = 50, // the in-memory cluster lets a fetch wait for its whole time even when a record comes in
            QueuedMaxMessagesKbytes = 8 * 1024,
        })
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();

    private IAdminClient Admin()
    {
        lock (_lock)
        {
            return _admin ??= new AdminClientBuilder(new AdminClientConfig(Properties()))
                .SetErrorHandler((_, _) => { })
                .SetLogHandler((_, _) => { })
                .Build();
        }
    }

    private Dictionary<string, string> Properties()
    {
        var properties = new Dictionary<string, string>
        {
            ["client.id"] = "dashboard",
            ["socket.keepalive.enable"] = "true",
            ["reconnect.backoff.ms"] = "50",
            ["reconnect.backoff.max.ms"] = "1000",

            // A client that bootstraps again while all brokers are away forgets what it knew, and calls of a transaction may then never end.
            ["metadata.recovery.strategy"] = "none",
        };
        foreach (var (name, value) in connection.Properties)
            properties[name] = value;

        return properties;
    }
}
