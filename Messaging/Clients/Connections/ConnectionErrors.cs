using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Messaging.Clients.Connections;

/// <summary>
/// Explains connections that fail because of authentication or TLS. A client repeats such a failure at each attempt, about once a second,
/// in its own words. Here it becomes one line of the log, and the reason that health checks state, until no attempt has failed for
/// <see cref="QuietTime"/>.
/// </summary>
internal sealed partial class ConnectionErrors : IDisposable
{
    internal static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReviewInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Address, string Reason), Problem> _problems = [];
    private readonly ConnectionDiagnosis _diagnosis;
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionErrors> _logger;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;

    /// <summary>Explains the failures of the clients that have these settings.</summary>
    public ConnectionErrors(KafkaConnection connection, ClientIdentity identity, TimeProvider time, ILogger<ConnectionErrors> logger)
    {
        _diagnosis = new(connection, identity);
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(_ => Review(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why the brokers and this service refuse each other; null when no such reason is known.</summary>
    public string? Current
    {
        get
        {
            lock (_lock) return _problems.Values.Where(problem => problem.Sentence is not null).MaxBy(problem => problem.Seen)?.Sentence;
        }
    }

    /// <summary>Whether a client reports that it has no connection. Thread-safe.</summary>
    public static bool IsOfConnection(Error error) => error.Code is
        ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_Ssl or ErrorCode.Local_Authentication
        or ErrorCode.SaslAuthenticationFailed;

    /// <summary>Explains an error of <see cref="IsOfConnection"/>.</summary>
    public string Explain(Error error) => Current ?? $"No broker can be reached: {error.Reason}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed.Cancel();
        _timer.Dispose();
    }

    /// <summary>Takes a client's log line if it is about authentication or TLS. Thread-safe.</summary>
    /// <param name="line">The line.</param>
    /// <param name="write">Writes the line to the log, if it turns out that it can't be explained.</param>
    /// <returns>Whether the line was taken.</returns>
    internal bool TryTake(LogMessage line, Action<LogMessage> write)
    {
        if (IsAboutIssuer(line)) return true; // the broker's refusal, which follows, is explained
        if (line.Facility is not ConnectionFailure.Facility || ConnectionFailure.Parse(line.Message) is not { } failure) return false;
        if (!_diagnosis.IsCandidate(failure)) return false;

        lock (_lock)
        {
            var key = (failure.Address, failure.Reason);
            var isNew = !_problems.TryGetValue(key, out var problem);
            if (isNew) _problems[key] = problem = new();
            if (_problems.Count == 1) _timer.Change(ReviewInterval, ReviewInterval);
            problem!.Seen = _time.GetTimestamp();
            if (problem.IsUnexplained) return false;
            if (problem.IsStarted) return true;

            problem.IsStarted = true;
            _ = ExplainAsync(problem, failure, line, write);
            return true;
        }
    }

    private static bool IsAboutIssuer(LogMessage line) =>
        line.Facility is "SSL" && line.Message.Contains("No matching issuer found in server trusted", StringComparison.Ordinal);

    private async Task ExplainAsync(Problem problem, ConnectionFailure failure, LogMessage line, Action<LogMessage> write)
    {
        string? sentence;
        try
        {
            await Task.Yield(); // the client's thread must not wait
            sentence = await _diagnosis.ExplainAsync(failure, _disposed.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotExplained(e.Message);
            sentence = null;
        }

        bool isKnown;
        lock (_lock)
        {
            // The other brokers, and other words for the same problem, need no further line.
            isKnown = sentence is not null && _problems.Any(other => other.Value.Sentence is { } known
                && known.Replace(other.Key.Address, "", StringComparison.Ordinal) == sentence.Replace(failure.Address, "", StringComparison.Ordinal));
            problem.Sentence = sentence;
            problem.IsUnexplained = sentence is null;
        }

        if (sentence is null) write(line);
        else if (!isKnown) LogProblem(sentence);
    }

    private void Review()
    {
        lock (_lock)
        {
            var ended = _problems.Where(problem => _time.GetElapsedTime(problem.Value.Seen) >= QuietTime).ToList();
            if (ended.Count == 0) return;

            foreach (var (key, _) in ended) _problems.Remove(key);
            if (_problems.Count > 0) return;

            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (ended.Any(problem => problem.Value.Sentence is not null)) LogEnded(QuietTime.TotalSeconds);
        }
    }

    private sealed class Problem
    {
        public long Seen { get; set; }

        public bool IsStarted { get; set; }

        public bool IsUnexplained { get; set; }

        public string? Sentence { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sentence}. The service keeps trying to connect")]
    private partial void LogProblem(string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "No connection to a broker was refused for {Seconds} s")]
    private partial void LogEnded(double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The reason of a failed connection could not be found out: {Reason}")]
    private partial void LogNotExplained(string reason);
}
