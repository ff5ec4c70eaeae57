using System.Diagnostics;
using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Publishing;
using Messaging.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.Idempotency;

/// <summary>
/// Publishes records and their keys in one transaction. All instances use the same transactional id, so that the cluster accepts the
/// transactions of one of them only: the last one that has called <see cref="Initialize"/>. Only one thread uses this class.
/// </summary>
internal sealed partial class KeyTransactions : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly KeyTopic _keys;
    private readonly KeyClients _clients;
    private readonly KafkaTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyTransactions> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ResiliencePipeline _retry;
    private IProducer<byte[], byte[]>? _producer;

    public KeyTransactions(KeyTopic keys, KeyClients clients, KafkaTelemetry telemetry, TimeProvider time, ILogger<KeyTransactions> logger)
    {
        _keys = keys;
        _clients = clients;
        _telemetry = telemetry;
        _time = time;
        _logger = logger;
        _retry = ClusterRetry.UntilSuccess<KafkaRetriableException>(
            RetryDelay, time, e => LogWaiting(e.Error.Reason), shouldRetry: _ => !_stopping.IsCancellationRequested);
    }

    /// <summary>Whether this instance may publish, as far as it knows.</summary>
    public bool IsOwner => _producer is not null;

    /// <summary>
    /// Takes the transactional id over. The cluster aborts the open transaction of the previous owner, or finishes its commit, and refuses
    /// its further ones.
    /// </summary>
    /// <exception cref="KafkaException">The cluster refuses.</exception>
    public void Initialize()
    {
        _producer = _clients.NewProducer(_keys.Name);
        Call(() => _producer.InitTransactions(CallTimeout));
    }

    /// <summary>
    /// Publishes records and their keys. If the cluster refuses a record, the transaction is aborted, and the deliveries have the reason. A
    /// record that the client itself refuses is left out.
    /// </summary>
    /// <returns>Whether the transaction is committed, what became of each record, and when it was published.</returns>
    /// <exception cref="KafkaException">The outcome is unknown until this instance or another one is the owner.</exception>
    public (bool IsCommitted, Deliveries Deliveries, DateTimeOffset At) Publish(IReadOnlyList<KeyedRequest> requests)
    {
        _producer!.BeginTransaction();
        var at = _time.GetUtcNow();
        foreach (var request in requests) request.LastAttempt = at;
        var records = SendRecords(requests, at);
        if (records.WaitForSuccess() is not null)
        {
            Call(() => _producer.AbortTransaction(CallTimeout));
            records.WaitForAll();
            return (false, records, at);
        }

        var keys = SendKeys(requests, records, at);
        if (keys.WaitForSuccess() is { } error) throw new KafkaException(error);

        Call(() => _producer.CommitTransaction(CallTimeout));
        for (var i = 0; i < requests.Count; i++)
        {
            if (keys[i].WasSent) _keys.Written(keys[i].Receipt.Offset);
        }

        return (true, records, at);
    }

    /// <summary>
    /// Discards the producer, after an error that only a new one can overcome. Its open transaction ends when an owner initializes.
    /// </summary>
    public void Discard()
    {
        if (_producer is { } producer) KeyClients.DisposeInBackground(producer);

        _producer = null;
    }

    /// <summary>Ends the retries of calls.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private Deliveries SendRecords(IReadOnlyList<KeyedRequest> requests, DateTimeOffset at)
    {
        var sender = new RecordSender(() => _producer!, _telemetry, _time);
        var deliveries = new Deliveries(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            var (index, record) = (i, requests[i].Record);
            Activity.Current = requests[i].Caller;
            try
            {
                sender.Send(record with { Timestamp = record.Timestamp ?? at }, report => deliveries.Report(index, report));
            }
            catch (KafkaException e) when (PublishErrors.ToException(e.Error, record.Topic) is RecordRejectedException)
            {
                deliveries.NotSent(index, e.Error);
            }
        }

        Activity.Current = null;
        return deliveries;
    }

    private Deliveries SendKeys(IReadOnlyList<KeyedRequest> requests, Deliveries records, DateTimeOffset at)
    {
        var deliveries = new Deliveries(requests.Count);
        var partition = new TopicPartition(_keys.Name, 0);
        for (var i = 0; i < requests.Count; i++)
        {
            var (index, record) = (i, records[i]);
            if (!record.WasSent)
            {
                deliveries.NotSent(index, record.Error);
                continue;
            }

            var message = KeyTopic.ToMessage(requests[i], new(requests[i].Fingerprint, record.Receipt, at));
            _producer!.Produce(partition, message, report => deliveries.Report(index, report));
        }

        return deliveries;
    }

    private void Call(Action call) => _retry.Execute(call);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The transaction of records with idempotency keys waits for the cluster and retries: {Reason}")]
    private partial void LogWaiting(string reason);
}
