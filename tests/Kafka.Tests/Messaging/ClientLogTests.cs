using System.Collections.Concurrent;
using Confluent.Kafka;
using Messaging.Clients;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Messaging;

public sealed class ClientLogTests : IDisposable
{
    private const string Waits = "Failed to acquire transactional PID: Broker: Not coordinator: retrying";

    private readonly FakeTimeProvider _time = new();
    private readonly Lines _lines = new();
    private readonly ClientLog _log;

    public ClientLogTests() => _log = new(_lines, _time);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_line_that_repeats_is_written_once_and_once_more_when_it_has_stopped()
    {
        for (var i = 0; i < 50; i++)
        {
            Write(Waits);
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal([$"Warning: {Waits}"], _lines.Written);

        _time.Advance(ClientLog.QuietTime * 2);
        Assert.Equal($"Information: Logged 50 times in 0.5 s, no longer repeating: {Waits}", Assert.Single(_lines.Written.Skip(1)));
    }

    [Fact]
    public void A_line_that_keeps_coming_is_written_again_at_its_own_level()
    {
        for (var i = 0; i < 90; i++)
        {
            Write(Waits);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            [$"Warning: {Waits}", $"Warning: Logged 30 times in 29.0 s, still repeating: {Waits}", $"Warning: Logged 60 times in 59.0 s, still repeating: {Waits}"],
            _lines.Written.Take(3));
    }

    [Fact]
    public void Lines_that_have_stopped_are_not_said_to_repeat()
    {
        Write(Waits);
        Write(Waits);
        for (var i = 0; i < 60; i++) _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([$"Warning: {Waits}", $"Information: Logged 2 times in 0.0 s, no longer repeating: {Waits}"], _lines.Written);
    }

    [Theory]
    [InlineData("[thrd:127.0.0.1:9092/1]: 127.0.0.1:9092/1: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)",
        "[thrd:127.0.0.1:9094/2]: 127.0.0.1:9094/2: Connect to ipv4#127.0.0.1:9094 failed: Connection refused (after 12ms in state CONNECT, 30 identical error(s) suppressed)")]
    [InlineData("[thrd:main]: Failed to acquire transactional PID from broker 127.0.0.1:9092/1: Broker: Not coordinator: retrying",
        "[thrd:main]: Failed to acquire transactional PID from broker TxnCoordinator/2: Broker: Not coordinator: retrying")]
    [InlineData("[thrd:TxnCoordinator]: TxnCoordinator: 127.0.0.1:9092: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)",
        "[thrd:localhost:9092/bootstrap]: localhost:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 1ms in state CONNECT)")]
    [InlineData("1/1 brokers are down", "3/3 brokers are down")]
    public void Lines_that_differ_in_numbers_and_addresses_only_are_of_one_kind(string first, string second)
    {
        Write(first);
        Write(second);

        Assert.Single(_lines.Written);
    }

    [Fact]
    public void Lines_with_another_text_are_written_and_those_of_several_clients_counted_together()
    {
        Write("Connect to broker 1 failed");
        Write("Disconnected from broker 1");
        Write("Connect to broker 1 failed", client: "consumer-1");

        Assert.Equal(["Warning: Connect to broker 1 failed", "Warning: Disconnected from broker 1"], _lines.Written);
    }

    [Fact]
    public void A_line_that_did_not_repeat_is_written_in_full_when_it_occurs_later()
    {
        Write(Waits);
        _time.Advance(ClientLog.QuietTime * 2);
        Write(Waits);

        Assert.Equal([$"Warning: {Waits}", $"Warning: {Waits}"], _lines.Written);
    }

    private void Write(string message, string client = "producer-1") => _log.Write(new(client, SyslogLevel.Warning, "FAIL", message));

    private sealed class Lines : ILogger<ClientLog>
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }
}
