using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>What AppHost and its resources have logged, the latest lines of each.</summary>
internal sealed class LogLines : ILoggerProvider
{
    /// <summary>The source of lines that AppHost logs itself.</summary>
    public const string AppHost = "apphost";

    private const string ResourceCategory = "AppHost.Resources.";
    private const int MaxLines = 5_000;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _lines = new();

    /// <summary>The lines of a resource, all its replicas together, or of <see cref="AppHost"/>.</summary>
    public IReadOnlyList<string> Of(string source) => _lines.TryGetValue(source, out var lines) ? [.. lines] : [];

    /// <summary>The latest lines of some sources in one text, for the message of a test that fails.</summary>
    public string LatestOf(IEnumerable<string> sources, int count = 15) =>
        string.Join('\n', sources.Select(source => $"--- the last lines of {source}:\n{string.Join('\n', Of(source).TakeLast(count))}"));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(_lines.GetOrAdd(
        categoryName.StartsWith(ResourceCategory, StringComparison.Ordinal) ? categoryName[ResourceCategory.Length..] : AppHost,
        _ => new()));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lines.Enqueue(exception is null ? formatter(state, exception) : $"{formatter(state, exception)} {exception}");
            while (lines.Count > MaxLines) lines.TryDequeue(out _);
        }
    }
}
