using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Contracts;
using Messaging.Clients;
using Messaging.Consuming;
using Messaging.Topics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Reading;

/// <summary>
/// Reads all partitions of a compacted topic into a table, from the beginning and for as long as the host runs, on its own thread.
/// Reads committed records only. Continues after outages of the cluster, and reads partitions that are added. When the topic was deleted
/// and created again, it clears the table and reads the new topic.
/// </summary>
/// <typeparam name="T">The type of the record values.</typeparam>
public sealed partial class TableReader<T> : ITableProgress, IHostedService, IDisposable
    where T : notnull
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxReadTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(250);

    private readonly Topic<T> _topic;
    private readonly ITable<T> _table;
    private readonly StandaloneConsumerFactory _consumers;
    private readonly TopicOffsets _offsets;
    private readonly TopicWatcher _topics;
    private readonly ClientErrors _errors;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<TableReader<T>> _logger;

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OffsetWaits _waits = new();
    private readonly DeletedRecords _deleted;
    private volatile TaskCompletionSource _caughtUp = NewCompletion();
    private string? _topicId;
    private long[] _next = [];
    private long _records;
    private long _behind;
    private long _reported;
    private string? _lastError;

    internal TableReader(
        Topic<T> topic, ITable<T> table, StandaloneConsumerFactory consumers, TopicOffsets offsets, TopicWatcher topics,
        ClientErrors errors, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<TableReader<T>> logger)
    {
        _topic = topic;
        _table = table;
        _consumers = consumers;
        _offsets = offsets;
        _topics = topics;
        _errors = errors;
        _lifetime = lifetime;
        _time = time;
        _logger = logger;
        _deleted = new(logger);
    }

    /// <summary>
    /// Completes when all records have been read that the topic had when this instance started, or when the topic was created again.
    /// </summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <inheritdoc/>
    public TableProgress Progress => new(_caughtUp.Task.IsCompleted, Volatile.Read(ref _records), Volatile.Read(ref _behind));

    /// <summary>
    /// Waits until the table has all records that the partition had at the time of the call. This includes records of pending transactions,
    /// so it waits until these are committed or aborted. If the topic has no such partition, it waits until somebody adds it.
    /// </summary>
    public async Task ReadToEndAsync(int partition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generation = _waits.Generation;
            if (!await _waits.Add(partition, end: 0, generation).WaitAsync(cancellationToken)) continue;

            var end = await _offsets.HighWatermarkAsync(new(_topic.Name, partition), cancellationToken);
            if (await _waits.Add(partition, end, generation).WaitAsync(cancellationToken)) return;
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        new Thread(Run) { Name = $"reader of {_topic.Name}", IsBackground = true }.UnsafeStart();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task CatchUpAsync(int partitions)
    {
        try
        {
            var started = _time.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => ReadToEndAsync(partition, _stopping.Token)));
            _caughtUp.TrySetResult();
            LogCaughtUp(_topic.Name, Progress.Records, _time.GetElapsedTime(started).TotalSeconds);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Run()
    {
        try
        {
            using var consumer = _consumers.Create();
            while (!_stopping.IsCancellationRequested)
            {
                Follow(consumer);
                Read(consumer);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <summary>Starts to read the topic and the partitions that exist now. Starts again if it is another topic than before.</summary>
    private void Follow(IConsumer<byte[], byte[]> consumer)
    {
        if (_topics.Latest(_topic.Name) is not { Exists: true } topic) return;

        var isFirst = _next.Length == 0;
        var isReplaced = topic.IsOtherThan(_topicId);
        if (isReplaced) StartAgain(topic);
        _topicId = topic.Id ?? _topicId;
        if (topic.Partitions <= _next.Length && !isReplaced) return;

        Array.Resize(ref _next, topic.Partitions);

        // Offset 0 is usually the beginning of a compacted topic; if it was deleted, the client resets to the beginning. Offset.Beginning
        // would cost half a second: a new client does not know the partition leaders yet and retries its query after 500 ms.
        consumer.Assign(_next.Select((next, partition) => new TopicPartitionOffset(_topic.Name, partition, next)));
        if (isFirst || isReplaced) _ = CatchUpAsync(topic.Partitions);
    }

    private void StartAgain(TopicState topic)
    {
        LogReplaced(_topic.Name, topic.Id, _topicId);
        _next = [];
        Volatile.Write(ref _records, 0);
        if (_caughtUp.Task.IsCompleted) _caughtUp = NewCompletion();
        _waits.StartAgain();
        _table.Clear();
        _table.Applied();
    }

    private void Fail(Exception e)
    {
        LogFailed(e, _topic.Name);
        _lifetime.StopApplicationWithError();
    }

    /// <summary>Applies all available records, then notifies the table and the waiting callers.</summary>
    private void Read(IConsumer<byte[], byte[]> consumer)
    {
        var (changed, started) = (false, _time.GetTimestamp());
        for (var result = Poll(consumer, PollTime); result is not null; result = Poll(consumer, TimeSpan.Zero))
        {
            _deleted.Check(consumer, result);
            if (!result.IsPartitionEOF)
            {
                Apply(result);
                changed = true;
            }

            _next[result.Partition.Value] = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
            if (_time.GetElapsedTime(started) >= MaxReadTime) break; // callers that wait for an earlier offset must not wait for the whole topic
        }

        if (changed) _table.Applied();
        _waits.Complete(_next);
        Report(consumer);
    }

    private ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer, TimeSpan timeout)
    {
        try
        {
            var result = consumer.Consume(timeout);
            if (result is not null) _lastError = null;
            return result;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            // A client that is refused reports it with every fetch.
            var reason = _errors.Explain(e);
            if (reason != _lastError && !_errors.IsMonitored(e.Error)) LogConsumeError(reason);
            _lastError = reason;
            return null;
        }
    }

    private void Apply(ConsumeResult<byte[], byte[]> record)
    {
        Volatile.Write(ref _records, _records + 1);
        try
        {
            var key = Encoding.UTF8.GetString(record.Message.Key ?? []);
            _table.Apply(record.Partition.Value, record.Offset.Value, key, record.Message.Value is { } value ? _topic.Decode(value) : default);
        }
        catch (JsonException e)
        {
            LogSkipped(record.Topic, record.Partition.Value, record.Offset.Value, e.Message); // another producer wrote it: this service writes valid records only
        }
    }

    private void Report(IConsumer<byte[], byte[]> consumer)
    {
        if (_reported != 0 && _time.GetElapsedTime(_reported) < ReportInterval) return;

        _reported = _time.GetTimestamp();
        var behind = 0L;
        for (var partition = 0; partition < _next.Length; partition++)
        {
            var end = consumer.GetWatermarkOffsets(new(_topic.Name, partition)).High;
            if (!end.IsSpecial) behind += Math.Max(0, end.Value - _next[partition]);
        }

        Volatile.Write(ref _behind, behind);
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} was deleted and created again (id {Id}, before {Before}). The table is cleared, and read from the beginning of the "
            + "topic")]
    private partial void LogReplaced(string topic, string? id, string? before);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} is read to its end: {Records} records in {Seconds:0.000} s")]
    private partial void LogCaughtUp(string topic, long records, double seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Topic} [{Partition}] @{Offset} does not have the topic's format and is skipped: {Reason}")]
    private partial void LogSkipped(string topic, int partition, long offset, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reader of the table reported an error and continues: {Reason}")]
    private partial void LogConsumeError(string reason);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Reading {Topic} failed. This process stops with exit code 1 so that it is restarted")]
    private partial void LogFailed(Exception exception, string topic);
}
