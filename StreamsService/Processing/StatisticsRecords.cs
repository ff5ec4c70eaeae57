using System.Text;
using Contracts;
using Messaging;
using StreamsService.Changelog;

namespace StreamsService.Processing;

/// <summary>Converts changes of the statistics into Kafka records.</summary>
internal static class StatisticsRecords
{
    /// <summary>The record that writes a change.</summary>
    public static OutgoingRecord Of(Topic<StatisticsRecord> topic, StatisticsChange change) =>
        new(topic.Name, Encoding.UTF8.GetBytes(change.Key), change.Value is { } value ? topic.Encode(value) : null)
        {
            Timestamp = change.Value is { } record ? topic.Timestamp(record) : null,
        };
}
