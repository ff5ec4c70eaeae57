using Confluent.Kafka;
using Messaging.Clients.Connections;
using Microsoft.Extensions.Logging;

namespace Messaging.Clients;

/// <summary>
/// Writes what the clients report to this service's log: log lines of librdkafka, errors and failed commits. Repeated log lines are
/// limited. For example, on a new cluster without coordinators a client logs the same line about fifty times within half a second. Of lines
/// of one <see cref="LineKind">kind</see> the first is written; the last one is written every <see cref="ReminderInterval"/> while they
/// repeat, and once more when they have stopped. All but the first have the number of occurrences.
/// </summary>
internal sealed partial class ClientLog : IDisposable
{
    /// <summary>Lines have stopped when none came for this long. The client itself writes an error that repeats only every 30 s.</summary>
    internal static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(35);

    internal static readonly TimeSpan ReminderInterval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ReviewInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Repetition> _repetitions = []; // by the kind of line, of all clients of the service
    private readonly ILogger<ClientLog> _logger;
    private readonly TimeProvider _time;
    private readonly ConnectionErrors? _connections;
    private readonly ITimer _timer;

    /// <param name="logger">The log of the service.</param>
    /// <param name="time">The clock.</param>
    /// <param name="connections">Takes the lines about connections that fail because of authentication or TLS.</param>
    public ClientLog(ILogger<ClientLog> logger, TimeProvider time, ConnectionErrors? connections = null)
    {
        _connections = connections;
        _logger = logger;
        _time = time;
        _timer = time.CreateTimer(_ => Review(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Writes a line, or counts it if it is a repetition. Leaves out the fatal error of a client, which the service logs with its
    /// consequence. Thread-safe.
    /// </summary>
    public void Write(LogMessage line)
    {
        var isFatalError = line.Facility is "FATAL" || (line.Facility is "TXNERR" && line.Level is SyslogLevel.Alert);
        if (isFatalError) return;

        if (_connections?.TryTake(line, WriteLine) is not true) WriteLine(line);
    }

    private void WriteLine(LogMessage line)
    {
        var level = (LogLevel)line.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        if (!_logger.IsEnabled(level)) return;

        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var kind = LineKind.Of(line.Message);
            if (_repetitions.TryGetValue(kind, out var repetition))
            {
                (repetition.Last, repetition.Count, repetition.Text) = (now, repetition.Count + 1, line.Message);
                return;
            }

            _repetitions[kind] = new() { Level = level, First = now, Last = now, Reminded = now, Text = line.Message };
            if (_repetitions.Count == 1) _timer.Change(ReviewInterval, ReviewInterval);
        }

        LogLine(level, line.Message);
    }

    /// <summary>Writes an error from which the client recovers by itself. The client's log lines report outages in more detail.</summary>
    public void WriteError(Error error) => LogError(error.Reason);

    /// <summary>
    /// Writes the offsets that could not be committed. The next commit covers them, here or at the next owner of their partitions.
    /// </summary>
    public void WriteFailedCommits(CommittedOffsets committed)
    {
        var failed = committed.Offsets.Where(offset => offset.Error.IsError).ToList();
        if (failed.Count == 0) return;

        var offsets = failed.Select(offset => $"{offset.Topic} [{offset.Partition.Value}] @{offset.Offset.Value}");
        LogNotCommitted(string.Join(", ", offsets), failed[0].Error.Reason);
    }

    public void Dispose() => _timer.Dispose();

    private void Review()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            foreach (var (kind, repetition) in _repetitions)
            {
                var seconds = _time.GetElapsedTime(repetition.First, repetition.Last).TotalSeconds;
                if (_time.GetElapsedTime(repetition.Last, now) >= QuietTime)
                {
                    if (repetition.Count > 1) LogStopped(repetition.Count, seconds, repetition.Text);
                    _repetitions.Remove(kind);
                }
                else if (_time.GetElapsedTime(repetition.Reminded, now) >= ReminderInterval && IsRecent(repetition, now))
                {
                    LogLasts(repetition.Level, repetition.Count, seconds, repetition.Text);
                    repetition.Reminded = now;
                }
            }

            if (_repetitions.Count == 0) _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether a line has come since the last review, so that the lines may still repeat.</summary>
    private bool IsRecent(Repetition repetition, long now) => _time.GetElapsedTime(repetition.Last, now) <= ReviewInterval;

    private sealed class Repetition
    {
        public required LogLevel Level { get; init; }

        public required long First { get; init; }

        public required long Last { get; set; }

        public required long Reminded { get; set; }

        public int Count { get; set; } = 1;

        /// <summary>The last line.</summary>
        public required string Text { get; set; }
    }

    [LoggerMessage(Message = "{Line}")]
    private partial void LogLine(LogLevel level, string line);

    [LoggerMessage(Message = "Logged {Count} times in {Seconds:0.0} s, still repeating: {Line}")]
    private partial void LogLasts(LogLevel level, int count, double seconds, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged {Count} times in {Seconds:0.0} s, no longer repeating: {Line}")]
    private partial void LogStopped(int count, double seconds, string line);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The client reported an error: {Reason}")]
    private partial void LogError(string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Offsets} could not be committed and will be covered by the next commit: {Reason}")]
    private partial void LogNotCommitted(string offsets, string reason);
}
