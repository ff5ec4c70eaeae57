namespace Dashboard.Telemetry.Logs;

/// <summary>A structured log record.</summary>
/// <param name="Id">Grows with each record that comes in; names it in addresses.</param>
/// <param name="Source">Who wrote it.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Category">The logger: OpenTelemetry's scope.</param>
/// <param name="Message">The message.</param>
internal sealed record LogRecord(long Id, Source Source, DateTimeOffset Time, Severity Severity, string Category, string Message)
{
    public Attributes Attributes { get; init; } = Attributes.None;

    /// <summary>What kind of event it tells of, where its writer has named it.</summary>
    public string? EventName { get; init; }

    /// <summary>The trace that it was written in, if any.</summary>
    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    /// <summary>The exception with its stack trace, where it has one (<c>exception.stacktrace</c>, or type and message).</summary>
    public string? Exception => Attributes["exception.stacktrace"] ?? (Attributes["exception.type"] is { } type ? $"{type}: {Attributes["exception.message"]}" : null);

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => 250 + (2 * (Message.Length + Category.Length + (EventName?.Length ?? 0))) + Attributes.Bytes;
}

/// <summary>The level of a log record, by the ranges of OpenTelemetry's severity numbers; named as .NET names its levels.</summary>
internal enum Severity { Trace, Debug, Information, Warning, Error, Critical }
