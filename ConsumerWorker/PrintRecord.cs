using System.Text;
using System.Text.Json;
using Contracts;
using Messaging;

namespace ConsumerWorker;

/// <summary>
/// Prints each record on one line: topic, partition, offset, key, time, value. Key and value are JSON-escaped, so a line break in them can't
/// break the line.
/// </summary>
internal sealed partial class PrintRecord(ILogger<PrintRecord> logger) : IHandler<PageEvent>
{
    public ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var key = record.Key is { } text ? JsonEncodedText.Encode(text).Value : "-";
            var value = Encoding.UTF8.GetString(Topics.PageEvents.Encode(record.Value));
            LogRecord(record.Topic, record.Partition, record.Offset, key, record.Timestamp, value);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} [{Partition}] @{Offset} {Key} {Time:yyyy-MM-ddTHH:mm:ss.fffZ} {Value}")]
    private partial void LogRecord(string topic, int partition, long offset, string key, DateTimeOffset time, string value);
}
