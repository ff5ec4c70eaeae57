using System.Data.Common;
using Confluent.Kafka;
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
/// All other errors are those of the database, or of a cluster that is away: the writer tries again until it succeeds or is cancelled.
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
                ShouldHandle = attempt => new(attempt.Outcome.Exception is { } e && IsOutage(e)),
                OnRetry = attempt =>
                {
                    OnNotWritten(Failures.FirstLine(attempt.Outcome.Exception!.Message));
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Writes a batch. When it completes, all its records are in the database or in the dead-letter topic.</summary>
    /// <exception cref="ClaimLostException">A claim of the batch is not valid any more. Nothing that is not committed yet will be.</exception>
    /// <exception cref="OperationCanceledException">The batch was cancelled. Its transaction may be committed or not.</exception>
    public async Task WriteAsync(SinkBatch<T> batch, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAllAsync(batch, cancellationToken);
        }
        finally
        {
            _status.WriteProblem = null; // also if the batch was given up: the next one tells whether the database answers
        }
    }

    private async Task WriteAllAsync(SinkBatch<T> batch, CancellationToken cancellationToken)
    {
        foreach (var (deadLetter, received) in batch.Undecodable)
        {
            await _deadLetters.PublishAsync(deadLetter, cancellationToken);
            _handling.ReportEnded(deadLetter.Source, received, deadLetter);
        }

        await WriteAsync(batch.Entries, batch.Parts, cancellationToken);
        List<Move> rest = // of partitions whose last records have no rows
        [
            .. batch.Parts.Values
                .OrderBy(part => part.Claim.Partition)
                .Select(part => new Move(part, part.Last.Offset.Value + 1))
                .Where(move => move.Part.Position < move.Next),
        ];
        if (rest.Count > 0) await CommitAsync([], rest, cancellationToken);
    }

    private async Task WriteAsync(List<SinkEntry<T>> entries, IReadOnlyDictionary<int, SinkPart> parts, CancellationToken cancellationToken)
    {
        if (entries.Count == 0) return;

        try
        {
            await CommitAsync(entries, MovesOf(entries, parts), cancellationToken);
        }
        catch (Exception e) when (IsOfRow(e))
        {
            if (entries is [var refused])
            {
                var reason = e is InvalidRecordException ? DeadLetterReason.Invalid : DeadLetterReason.Failed;
                var deadLetter = new DeadLetter(refused.Raw, _context.Group, reason, e, Attempts: 1);
                await _deadLetters.PublishAsync(deadLetter, cancellationToken);
                await CommitAsync([], MovesOf(entries, parts), cancellationToken);
                _handling.ReportEnded(refused.Raw, refused.Received, deadLetter);
                return;
            }

            var half = entries.Count / 2;
            await WriteAsync(entries.GetRange(0, half), parts, cancellationToken);
            await WriteAsync(entries.GetRange(half, entries.Count - half), parts, cancellationToken);
            return;
        }

        foreach (var entry in entries) _handling.ReportEnded(entry.Raw, entry.Received, deadLetter: null);
    }

    /// <summary>Writes rows and positions in one transaction, as often as necessary.</summary>
    private async Task CommitAsync(List<SinkEntry<T>> entries, List<Move> moves, CancellationToken cancellationToken)
    {
        using var span = _context.Telemetry.StartStore(entries.Select(entry => entry.Raw), entries.Count, _context.Topic, _context.Group);
        var records = entries.Select(entry => entry.Record).ToList();
        await _retry.ExecuteAsync(async token => await TryCommitAsync(records, moves, token), cancellationToken);
        foreach (var (part, next) in moves) part.Position = next;
        if (_status.WriteProblem is null) return;

        _status.WriteProblem = null;
        LogWritten(_context.Topic);
    }

    private async Task TryCommitAsync(List<Record<T>> records, List<Move> moves, CancellationToken cancellationToken)
    {
        // All records were received before the answer: if the topic is still the same, they belong to it.
        if (await _claims.DescribeTopicAsync() is { } topic && moves.Any(move => !topic.Exists || topic.IsOtherThan(move.Part.Claim.TopicId)))
            throw new ClaimLostException($"{_context.Topic} was deleted.");

        await using var connection = await _database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (part, next) in moves)
        {
            if (await _positions.TryMoveAsync(transaction, part.Claim, part.Position, next, cancellationToken)) continue;
            if (await _positions.IsAtAsync(transaction, part.Claim, next, cancellationToken)) return; // committed, but the answer was lost

            throw new ClaimLostException($"The position of partition {part.Claim.Partition} was moved, or another instance has claimed it.");
        }

        if (records.Count > 0) await _sink.WriteAsync(records, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private bool IsOfRow(Exception e) => e is InvalidRecordException || (e is DbException failure && _database.IsRefusedRow(failure));

    private bool IsOutage(Exception e) => e switch
    {
        DbException failure => !_database.IsRefusedRow(failure),
        KafkaException failure => failure.Error.IsLocalError, // no answer about the topic
        _ => false,
    };

    private void OnNotWritten(string reason)
    {
        if (_status.WriteProblem != reason) LogNotWritten(_context.Topic, reason);
        _status.WriteProblem = reason;
    }

    /// <summary>The positions after some records, always in the same order, so that two transactions can't block each other.</summary>
    private static List<Move> MovesOf(List<SinkEntry<T>> entries, IReadOnlyDictionary<int, SinkPart> parts)
    {
        var next = new SortedDictionary<int, long>();
        foreach (var entry in entries) next[entry.Record.Partition] = entry.Record.Offset + 1;
        return [.. next.Select(it => new Move(parts[it.Key], it.Value))];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The records of {Topic} can't be written into the database. The service tries again until they are: {Reason}")]
    private partial void LogNotWritten(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The records of {Topic} are written into the database again")]
    private partial void LogWritten(string topic);

    /// <summary>Where the position of a partition moves in a transaction.</summary>
    private readonly record struct Move(SinkPart Part, long Next);
}
