using System.Data.Common;
using Contracts;
using Messaging.Consuming;
using Messaging.DeadLetters;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Messaging.Sinks;

/// <summary>
/// Writes a batch into the database: its rows, and the positions after them, in one transaction.
/// <code>
///   write all ──► committed
///      │ the database refuses a row
///      └──► write the first half, then the second half, each in the same way; a single row that is refused becomes a dead letter
/// </code>
/// All other errors are those of the database: the writer tries again until it succeeds or is cancelled.
/// </summary>
internal sealed partial class SinkWriter<T>
    where T : notnull
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);

    private readonly SubscriptionContext _context;
    private readonly ISink<T> _sink;
    private readonly ISinkDatabase _database;
    private readonly SinkPositions _positions;
    private readonly SinkClaims _claims;
    private readonly SinkStatus _status;
    private readonly RecordHandling<T> _handling;
    private readonly DeadLetterPublisher _deadLetters;
    private readonly ILogger<SinkWriter<T>> _logger;
    private readonly ResiliencePipeline _retry;

    public SinkWriter(
        SubscriptionContext context, ISink<T> sink, ISinkDatabase database, SinkPositions positions, SinkClaims claims, SinkStatus status,
        RecordHandling<T> handling, DeadLetterPublisher deadLetters, ILogger<SinkWriter<T>> logger)
    {
        (_context, _sink, _database, _positions, _claims, _status) = (context, sink, database, positions, claims, status);
        (_handling, _deadLetters, _logger) = (handling, deadLetters, logger);
        _retry = new ResiliencePipelineBuilder { TimeProvider = context.Time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = RetryDelay,
                MaxDelay = MaxRetryDelay,
                UseJitter = true,
                ShouldHandle = attempt => new(attempt.Outcome.Exception is { } e && IsOfDatabase(e)),
                OnRetry = attempt =>
                {
                    OnNotWritten(attempt.Outcome.Exception!.Message);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Writes a batch. When it completes, all its records are in the database or in the dead-letter topic.</summary>
    /// <exception cref="SinkFencedException">Another instance has claimed a partition. Nothing that is not committed yet will be.</exception>
    /// <exception cref="OperationCanceledException">The batch was cancelled. Its transaction may be committed or not.</exception>
    public async Task WriteAsync(SinkBatch<T> batch, CancellationToken cancellationToken)
    {
        foreach (var deadLetter in batch.Undecodable) await PublishAsync(deadLetter, cancellationToken);
        await WriteAsync(batch.Entries, cancellationToken);
        var rest = batch.Last.Where(last => _claims.Of(last.Key).Next <= last.Value.Offset.Value).ToDictionary(last => last.Key, last => last.Value.Offset.Value + 1);
        if (rest.Count > 0) await CommitAsync([], rest, cancellationToken); // the last records of these partitions have no rows
    }

    private async Task WriteAsync(List<SinkEntry<T>> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0) return;

        try
        {
            await CommitAsync(entries, NextOf(entries), cancellationToken);
        }
        catch (Exception e) when (IsOfRow(e))
        {
            if (entries is [var refused])
            {
                var reason = e is InvalidRecordException ? DeadLetterReason.Invalid : DeadLetterReason.Failed;
                var deadLetter = new DeadLetter(refused.Raw, _context.Group, reason, e, Attempts: 1);
                await PublishAsync(deadLetter, cancellationToken);
                await CommitAsync([], NextOf(entries), cancellationToken);
                Report(refused, deadLetter);
                return;
            }

            var half = entries.Count / 2;
            await WriteAsync(entries.GetRange(0, half), cancellationToken);
            await WriteAsync(entries.GetRange(half, entries.Count - half), cancellationToken);
            return;
        }

        foreach (var entry in entries) Report(entry, deadLetter: null);
    }

    /// <summary>Writes rows and positions in one transaction, as often as necessary.</summary>
    private async Task CommitAsync(List<SinkEntry<T>> entries, Dictionary<int, long> next, CancellationToken cancellationToken)
    {
        var records = entries.Select(entry => entry.Record).ToList();
        await _retry.ExecuteAsync(async token => await TryCommitAsync(records, next, token), cancellationToken);
        foreach (var (partition, offset) in next) _claims.Move(partition, offset);
        if (_status.Writing is null) return;

        _status.Writing = null;
        LogWritten(_context.Topic);
    }

    private async Task TryCommitAsync(List<Record<T>> records, Dictionary<int, long> next, CancellationToken cancellationToken)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (partition, offset) in next.OrderBy(it => it.Key)) // always in this order, so that two transactions can't block each other
        {
            var claim = _claims.Of(partition);
            if (await _positions.TryMoveAsync(transaction, claim, offset, cancellationToken)) continue;
            if (await _positions.IsAtAsync(transaction, claim, offset, cancellationToken)) return; // committed, but the answer was lost

            throw new SinkFencedException(partition);
        }

        if (records.Count > 0) await _sink.WriteAsync(records, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task PublishAsync(DeadLetter deadLetter, CancellationToken cancellationToken) =>
        await _deadLetters.PublishAsync(deadLetter, cancellationToken);

    private void Report(in SinkEntry<T> entry, DeadLetter? deadLetter)
    {
        using var processing = entry.Processing;
        _handling.Report(processing, deadLetter);
    }

    private bool IsOfRow(Exception e) => e is InvalidRecordException || (e is DbException failure && _database.IsRefusedRow(failure));

    private bool IsOfDatabase(Exception e) => e is DbException failure && !_database.IsRefusedRow(failure);

    private void OnNotWritten(string reason)
    {
        if (_status.Writing != reason) LogNotWritten(_context.Topic, reason);
        _status.Writing = reason;
    }

    private static Dictionary<int, long> NextOf(List<SinkEntry<T>> entries)
    {
        var next = new Dictionary<int, long>();
        foreach (var entry in entries) next[entry.Record.Partition] = entry.Record.Offset + 1;
        return next;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The records of {Topic} can't be written into the database. The service tries again until they are: {Reason}")]
    private partial void LogNotWritten(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The records of {Topic} are written into the database again")]
    private partial void LogWritten(string topic);
}
