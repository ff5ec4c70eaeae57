using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace ServiceDefaults;

/// <summary>The console log of all processes.</summary>
public static class LineConsole
{
    /// <summary>
    /// Writes each log record to the console on one line, with text from outside escaped so that it can't look like another record. Needs a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static ILoggingBuilder AddLineConsole(this ILoggingBuilder logging) => logging
        .AddConsole(console => console.FormatterName = LineConsoleFormatter.FormatterName)
        .AddConsoleFormatter<LineConsoleFormatter, ConsoleFormatterOptions>();
}
