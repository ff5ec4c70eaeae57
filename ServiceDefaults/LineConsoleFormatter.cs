using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ServiceDefaults;

/// <summary>
/// Writes each log record on one line: UTC time, level, last part of the category, message. An exception follows on lines of its own, which
/// are indented. <see cref="ConsoleText"/> escapes what could forge a line or command the terminal, because messages contain text from
/// outside. OpenTelemetry log records have the full text, the full category and the event id.
/// </summary>
/// <remarks>
/// The framework's <c>AddSimpleConsole</c> with <c>SingleLine</c> would start each message with the full category and a generated event id
/// of ten digits, and would write an exception with its stack trace on the same line as the message.
/// </remarks>
internal sealed class LineConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";
    private const string Prefix = "   ";
    private const string InnerPrefix = "    ---> ";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss.fff ", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(Level(entry.LogLevel));
        textWriter.Write(entry.Category.AsSpan(entry.Category.LastIndexOf('.') + 1));
        textWriter.Write(": ");
        textWriter.WriteLine(ConsoleText.Escape(entry.Formatter(entry.State, entry.Exception)));
        if (entry.Exception is not null) Write(entry.Exception, Prefix, textWriter);
    }

    /// <summary>
    /// Writes what <see cref="Exception.ToString"/> returns, but with the messages escaped: only the line breaks between stack frames and
    /// between exceptions are the program's own.
    /// </summary>
    private static void Write(Exception exception, string prefix, TextWriter writer)
    {
        writer.WriteLine(prefix + ConsoleText.Escape($"{exception.GetType()}: {exception.Message}"));
        if (exception is AggregateException { InnerExceptions: var all })
        {
            foreach (var inner in all) Write(inner, InnerPrefix, writer);
        }
        else if (exception.InnerException is { } inner)
        {
            Write(inner, InnerPrefix, writer);
        }

        if (exception.StackTrace is { } stackTrace) writer.WriteLine(stackTrace);
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce ",
        LogLevel.Debug => "dbug ",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "fail ",
        _ => "crit ",
    };
}
