using System.Text.Json;
using Chaos.Load;

namespace Chaos.Verification;

/// <summary>A record of <c>page-events</c>.</summary>
internal sealed record LoggedEvent(int Partition, long Offset, string Name, string User, DateTimeOffset Date, long Duration);

/// <summary>The records of <c>page-events</c>, which everything is compared with.</summary>
internal sealed class PageEventLog
{
    public const string Topic = "page-events";

    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    public PageEventLog(IReadOnlyList<TopicRecord> records)
    {
        All = [.. records.Select(Decode)];
        ByNumber = All.ToLookup(logged => LoadEvent.NumberOf(logged.User));
    }

    /// <summary>All records, in the order of each partition.</summary>
    public IReadOnlyList<LoggedEvent> All { get; }

    /// <summary>The records by the number of their event; null for those that are not of the load.</summary>
    public ILookup<int?, LoggedEvent> ByNumber { get; }

    /// <summary>Returns the offset of the last record of each partition; -1 where there is none.</summary>
    public IReadOnlyList<long> LastOffsets(int partitions)
    {
        var last = new long[partitions];
        Array.Fill(last, -1);
        foreach (var logged in All) last[logged.Partition] = Math.Max(last[logged.Partition], logged.Offset);
        return last;
    }

    private static LoggedEvent Decode(TopicRecord record) =>
        JsonSerializer.Deserialize<LoggedEvent>(record.Value, Web)! with { Partition = record.Partition, Offset = record.Offset };
}
