using System.Data.Common;
using Contracts;
using Messaging;
using SinkService.Database;

namespace SinkService.Events;

/// <summary>Stores each page event as a row of <c>page_events</c>. Its key is the place of the record in the topic.</summary>
internal sealed class StoreEvents(SinkDatabase database) : ISink<AnonymousPageEvent>
{
    public static readonly Table Table = new(
        "page_events",
        ["record_partition", "record_offset", "page", "user_hash", "viewed_at", "duration_ms", "duration_class", "sent_at"],
        Key: ["record_partition", "record_offset"]);

    public Task WriteAsync(IReadOnlyList<Record<AnonymousPageEvent>> batch, DbTransaction transaction, CancellationToken cancellationToken) =>
        database.InsertAsync(transaction, Table, batch, WriteRow, cancellationToken);

    private static void WriteRow(IRowWriter row, Record<AnonymousPageEvent> record)
    {
        row.Write(record.Partition);
        row.Write(record.Offset);
        row.Write(record.Value.Name);
        row.Write(record.Value.User);
        row.Write(record.Value.Date);
        row.Write(record.Value.Duration);
        row.Write(TextOf(record.Value.DurationClass));
        row.Write(record.Timestamp);
    }

    private static string TextOf(DurationClass durationClass) => durationClass switch
    {
        DurationClass.Glance => "glance",
        DurationClass.Brief => "brief",
        DurationClass.Medium => "medium",
        _ => "extended",
    };
}
