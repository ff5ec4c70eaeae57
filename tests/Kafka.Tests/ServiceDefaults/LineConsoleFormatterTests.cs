using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ServiceDefaults;

namespace Kafka.Tests.ServiceDefaults;

public sealed class LineConsoleFormatterTests
{
    private const string Forged = "x\n12:00:00.000 info Lifetime: All is well\u001b[2J\r\u2028\u202e";
    private const string Escaped = @"x\u000a12:00:00.000 info Lifetime: All is well\u001b[2J\u000d\u2028\u202e";

    [Fact]
    public void A_message_is_one_line_whatever_it_contains() =>
        Assert.Equal([$"12:00:00.000 warn Service: {Escaped}", ""], Lines(Forged, null));

    [Fact]
    public void An_exception_has_its_stack_on_lines_of_their_own_and_each_message_on_one()
    {
        var lines = Lines("It failed", Thrown(() => throw new InvalidOperationException(Forged, new ArgumentException("inner\n" + Forged))));

        Assert.Equal("12:00:00.000 warn Service: It failed", lines[0]);
        Assert.Equal($"   System.InvalidOperationException: {Escaped}", lines[1]);
        Assert.Equal($@"    ---> System.ArgumentException: inner\u000a{Escaped}", lines[2]);
        Assert.StartsWith("   at Kafka.Tests.ServiceDefaults.LineConsoleFormatterTests", lines[3], StringComparison.Ordinal);
        Assert.All(lines[1..^1], line => Assert.StartsWith("   ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void All_exceptions_of_an_aggregate_are_written()
    {
        var lines = Lines("Two failed", new AggregateException("both", new IOException("one"), new TimeoutException("two")));

        Assert.Equal("    ---> System.IO.IOException: one,    ---> System.TimeoutException: two", string.Join(",", lines[2..4]));
    }

    private static string[] Lines(string message, Exception? exception)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var formatter = new LineConsoleFormatter(new FakeTimeProvider(PageEvents.Noon));
        formatter.Write(new LogEntry<string>(LogLevel.Warning, "The.Service", default, message, exception, (text, _) => text), null, output);
        return output.ToString().Split('\n');
    }

    private static Exception Thrown(Action action) => Record.Exception(action)!;
}
