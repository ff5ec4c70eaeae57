using System.Globalization;

namespace KafkaConsole.Records;

/// <summary>What the address of a topic's page, or a dead-letter topic's, asks for.</summary>
/// <param name="Query">The records to list.</param>
/// <param name="Selected">The record whose details are shown.</param>
/// <param name="Faults">What is wrong with the address.</param>
internal sealed record TopicAddress(RecordQuery Query, (int Partition, long Offset)? Selected, IReadOnlyList<string> Faults)
{
    /// <summary>
    /// Reads it. <c>record=2/17</c> is the record whose details are shown beside the list; <c>partition=2&amp;offset=17</c>, as others link to
    /// a record, is that record and those that follow it.
    /// </summary>
    public static TopicAddress Of(string topic, string? partition, string? from, string? limit, string? offset, string? record)
    {
        var (query, faults) = RecordQuery.Parse(topic, partition, from ?? offset, limit);
        (int, long)? selected = null;
        if (record?.Split('/') is [var of, var at] && Number(of) is <= int.MaxValue and { } recordPartition && Number(at) is { } recordOffset)
            selected = ((int)recordPartition, recordOffset);
        else if (query.Partition is { } linked && Number(offset) is { } linkedOffset) selected = (linked, linkedOffset);

        return new(query, selected, [.. faults.Values.SelectMany(fault => fault)]);
    }

    /// <summary>How the value <c>record</c> of an address names a record.</summary>
    public static string NameOf(int partition, long offset) => FormattableString.Invariant($"{partition}/{offset}");

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
