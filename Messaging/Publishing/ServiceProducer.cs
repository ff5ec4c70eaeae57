using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;

namespace Messaging.Publishing;

/// <summary>
/// The producer with which this service sends its records. A client can't be used any more after a fatal error: it is replaced in this process,
/// by as many new ones as it takes, with a growing delay between them. Meanwhile <see cref="Failure"/> says why nothing can be sent.
/// </summary>
/// <remarks>
/// The first producer is the one of the container. It lives as long as the service, even after a fatal error, because admin clients share its
/// connections. It never sends transactions: a client must not be disposed during a call, and a call of a transaction may never return. All others
/// are disposed when they have failed and <see cref="PendingCall"/> has returned. A new producer replaces the current one when the cluster has
/// given it an id, or its transactional id.
/// </remarks>
internal sealed partial class ServiceProducer : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly IProducer<byte[], byte[]> _first;
    private readonly ProducerFactory _factory;
    private readonly ProducerErrors _errors;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceProducer> _logger;
    private readonly ProducerBackoff _backoff;
    private readonly CancellationTokenSource _stopping;
    private readonly CancellationToken _stoppingToken;
    private readonly ResiliencePipeline _retry;
    private IProducer<byte[], byte[]> _current;
    private volatile ProducerFailure? _failure;
    private volatile ProducerFailure? _refusal;
    private volatile Task _ready = Task.CompletedTask;
    private volatile Task _pendingCall = Task.CompletedTask;
    private (IProducer<byte[], byte[]>? Producer, Error Error) _lastFatal = (null, new(ErrorCode.NoError));
    private bool _isStarting;

    public ServiceProducer(
        IProducer<byte[], byte[]> first, ProducerFactory factory, ProducerErrors errors, IHostApplicationLifetime lifetime, TimeProvider time,
        ILogger<ServiceProducer> logger)
    {
        _first = first;
        _current = first;
        _factory = factory;
        _errors = errors;
        _lifetime = lifetime;
        _time = time;
        _logger = logger;
        _backoff = new(time, new Random());
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        _stoppingToken = _stopping.Token;
        _retry = ClusterRetry.UntilSuccess<KafkaRetriableException>(RetryDelay, time, e => LogWaiting(e.Error.Reason));
    }

    /// <summary>The producer to use now. It may have failed.</summary>
    public IProducer<byte[], byte[]> Current => Volatile.Read(ref _current);

    /// <summary>Why the producer has failed, until another one has replaced it; otherwise null.</summary>
    public ProducerFailure? Failure => _failure;

    /// <summary>
    /// Why records are refused that this service sends again and again, although the producer works; otherwise null. Set by their sender.
    /// </summary>
    public ProducerFailure? Refusal { get => _refusal; set => _refusal = value; }

    /// <summary>
    /// Completes when the current producer can be used. Cancelled when the service stops before; fails when no producer can ever be used.
    /// </summary>
    public Task Ready => _ready;

    /// <summary>The last call of the current producer, which has to return before the producer may be disposed. Set by its caller.</summary>
    public Task PendingCall { set => _pendingCall = value; }

    public string? TransactionalId => _factory.TransactionalId;

    /// <summary>Creates a producer and registers its transactional id, or that of another one if that fails. <see cref="Ready"/> tells when.</summary>
    public void StartTransactional()
    {
        _isStarting = true;
        _ready = StartAsync(failure: null);
    }

    /// <summary>A client has a fatal error. If it is the current producer, its replacement begins. Thread-safe.</summary>
    public void OnFatalError(IProducer<byte[], byte[]> producer, Error error)
    {
        lock (_lock)
        {
            _lastFatal = (producer, error);
            if (producer != _current || TransactionalId is not null) return; // the user of a transactional producer replaces it
        }

        Replace(error, _errors.Explain(error));
    }

    /// <summary>Replaces the current producer after an error. <see cref="Ready"/> tells when it can be used.</summary>
    /// <param name="error">The error.</param>
    /// <param name="explanation">What the error means, for the log and the health of the service.</param>
    public void Replace(Error error, string explanation)
    {
        lock (_lock)
        {
            _failure = new(error, explanation);
            if (_isStarting || _stoppingToken.IsCancellationRequested) return;

            _isStarting = true;
            _backoff.OnFailed();
            if (_current != _first) DisposeInBackground(_current, _pendingCall);
            _ready = StartAsync(_failure);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        if (_current != _first)
        {
            if (_pendingCall.IsCompleted) _current.Dispose();
            else LogNotDisposed();
        }

        _stopping.Dispose();
    }

    /// <summary>Creates producers until one can be used.</summary>
    /// <param name="failure">Why the previous producer must be replaced; null when there was none.</param>
    private async Task StartAsync(ProducerFailure? failure)
    {
        var (failed, logged) = (_time.GetTimestamp(), default(ErrorCode?));
        while (true)
        {
            if (failure is not null)
            {
                _failure = failure;
                if (ProducerErrors.IsPermanent(failure.Error)) throw GivingUp(failure);

                var delay = _backoff.Next(failure.Error);
                if (logged != failure.Error.Code) LogFailed(LevelOf(failure.Error), failure.Explanation, delay.TotalSeconds);
                logged = failure.Error.Code;
                await Task.Delay(delay, _time, _stoppingToken);
            }

            try
            {
                await StartNextAsync();
                if (failure is not null) LogReplaced(_time.GetElapsedTime(failed).TotalSeconds);
                return;
            }
            catch (KafkaException e)
            {
                failure = new(e.Error, _errors.Explain(e.Error));
            }
        }
    }

    /// <summary>Creates a producer and makes it the current one as soon as it can be used.</summary>
    /// <exception cref="KafkaException">The producer must be replaced.</exception>
    private async Task StartNextAsync()
    {
        var (producer, hasId) = _factory.Create(OnFatalError);
        try
        {
            if (TransactionalId is null) await hasId.WaitAsync(_stoppingToken);
            else await Task.Run(() => _retry.Execute(_ => producer.InitTransactions(CallTimeout), _stoppingToken), _stoppingToken);
            Use(producer);
        }
        catch
        {
            DisposeInBackground(producer, Task.CompletedTask);
            throw;
        }
    }

    private void Use(IProducer<byte[], byte[]> producer)
    {
        lock (_lock)
        {
            if (_lastFatal.Producer == producer) throw new KafkaException(_lastFatal.Error);

            _backoff.OnStarted();
            Volatile.Write(ref _current, producer);
            _failure = null;
            _isStarting = false;
        }
    }

    /// <summary>A missing right lasts until somebody grants it.</summary>
    private static LogLevel LevelOf(Error error) => ClientErrors.IsMissingRight(error) ? LogLevel.Error : LogLevel.Warning;

    private KafkaException GivingUp(ProducerFailure failure)
    {
        if (TransactionalId is not null) return new(new Error(failure.Error.Code, failure.Explanation)); // the user of the producer stops the process

        LogGivingUp(failure.Explanation);
        _lifetime.StopApplicationWithError();
        return new(failure.Error);
    }

    /// <summary>
    /// Disposes a producer after its pending call and the reports of its records, without waiting for it. The client has removed the records that
    /// it had not sent, and reports the others when the cluster has answered or their time is over.
    /// </summary>
    private void DisposeInBackground(IProducer<byte[], byte[]> producer, Task pendingCall)
    {
        new Thread(() =>
        {
            ((IAsyncResult)pendingCall).AsyncWaitHandle.WaitOne(); // forever, if it never returns: the process can end nevertheless
            _stoppingToken.WaitHandle.WaitOne(FlushTimeout); // a caller may be about to use the producer that it has just got
            while (!_stoppingToken.IsCancellationRequested && producer.Flush(FlushTimeout) > 0)
            {
            }

            producer.Dispose();
        })
        { IsBackground = true, Name = "dispose a Kafka producer" }.UnsafeStart();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The producer waits for the cluster and retries: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(Message = "The producer failed: {Explanation}. The service continues, and tries a new producer in {Delay:0.0} s and until one works")]
    private partial void LogFailed(LogLevel level, string explanation, double delay);

    [LoggerMessage(Level = LogLevel.Information, Message = "A new producer works, {Seconds:0.0} s after the previous one failed")]
    private partial void LogReplaced(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service stops during a call that has not returned, so the producer is not closed")]
    private partial void LogNotDisposed();

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The producer failed, and a new one would fail as well: {Explanation}. This process stops with exit code 1")]
    private partial void LogGivingUp(string explanation);
}
