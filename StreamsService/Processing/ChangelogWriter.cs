using System.Diagnostics;
using System.Text;
using Contracts;
using Messaging;
using StreamsService.Changelog;

namespace StreamsService.Processing;

/// <summary>
/// Writes changes of the statistics to the changelog topic: converts them into records, which the processor sends in the transaction that
/// commits the source offsets.
/// </summary>
internal sealed class ChangelogWriter(Topic<StatisticsRecord> topic)
{
    /// <summary>Writes a change of a source partition to the output partition with the same number.</summary>
    /// <param name="change">The change.</param>
    /// <param name="partition">The number of the source partition.</param>
    /// <param name="parentSpans">The spans of the events that led to the change, in order.</param>
    /// <param name="output">Receives the record.</param>
    public void Write(
        StatisticsChange change, int partition, IReadOnlyList<ActivityContext> parentSpans, ICollection<OutgoingRecord> output) =>
        output.Add(RecordOf(change) with { Partition = partition, ParentSpans = parentSpans });

    /// <summary>Writes a change that belongs to no source partition. Its key determines the output partition.</summary>
    public void Write(StatisticsChange change, ICollection<OutgoingRecord> output) => output.Add(RecordOf(change));

    private OutgoingRecord RecordOf(StatisticsChange change) =>
        new(topic.Name, Encoding.UTF8.GetBytes(change.Key), change.Value is null ? null : topic.Encode(change.Value));
}
