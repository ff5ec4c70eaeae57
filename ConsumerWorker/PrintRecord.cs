using System.Text;
using Contracts;
using Messaging;

namespace ConsumerWorker;

/// <summary>
/// Prints each record on one line: topic, partition, offset, key, time and the value as it was received. The console's formatter escapes
/// what would break the line or command the terminal.
/// </summary>
internal sealed partial class PrintRecord(ILogger<PrintRecord> logger) : IHandler<PageEvent>
{
    private const string NoKey = "-";

    public ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var value = Encoding.UTF8.GetString(record.RawValue.Span);
            LogRecord(record.Topic, record.Partition, record.Offset, record.Key ?? NoKey, record.Timestamp, value);
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "{Topic} [{Partition}] @{Offset} {Key} {Time:yyyy-MM-ddTHH:mm:ss.fffZ} {Value}")]
    private partial void LogRecord(string topic, int partition, long offset, string key, DateTimeOffset time, string value);
}
