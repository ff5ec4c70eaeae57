using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ServiceDefaults;

/// <summary>
/// Writes each log record on one line: UTC time, level, last part of the category, message. An exception follows on lines of its own.
/// OpenTelemetry log records have the full category and the event id.
/// </summary>
/// <remarks>
/// The framework's <c>AddSimpleConsole</c> with <c>SingleLine</c> would start each message with the full category and a generated event id
/// of ten digits, and would write an exception with its stack trace on the same line as the message.
/// </remarks>
internal sealed class LineConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss.fff ", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(Level(entry.LogLevel));
        textWriter.Write(entry.Category.AsSpan(entry.Category.LastIndexOf('.') + 1));
        textWriter.Write(": ");
        textWriter.WriteLine(entry.Formatter(entry.State, entry.Exception));
        if (entry.Exception is not null) textWriter.WriteLine(entry.Exception);
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
