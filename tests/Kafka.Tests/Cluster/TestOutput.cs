using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.Cluster;

/// <summary>Keeps a service's log, and writes it to the output of the test.</summary>
internal sealed class TestOutput : ILoggerProvider, ILogger
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper; // captured here, because threads of the service have no TestContext

    /// <summary>The log so far. Each line begins with its level.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {exception?.Message}";
        Lines.Enqueue(line);
        _output?.WriteLine(line);
    }

    public void Dispose()
    {
    }
}
