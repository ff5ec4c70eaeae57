using System.Globalization;

namespace KafkaConsole.Records;

/// <summary>The parameters in the URL of a page with records.</summary>
/// <param name="Query">The records to list.</param>
/// <param name="Selected">The record whose details are shown.</param>
/// <param name="Errors">What is wrong with the URL.</param>
internal sealed record RecordsAddress(RecordQuery Query, (int Partition, long Offset)? Selected, IReadOnlyList<string> Errors)
{
    /// <summary>
    /// Reads them. <c>record=2/17</c> is the record whose details are shown beside the list; <c>partition=2&amp;offset=17</c>, for links to
    /// a record, lists that record and those that follow it.
    /// </summary>
    public static RecordsAddress Of(string topic, string? partition, string? from, string? limit, string? offset, string? record)
    {
        var (query, errors) = RecordQuery.Parse(topic, partition, from ?? offset, limit);
        (int, long)? selected = null;
        if (record?.Split('/') is [var of, var at] && Number(of) is <= int.MaxValue and { } recordPartition && Number(at) is { } recordOffset)
            selected = ((int)recordPartition, recordOffset);
        else if (query.Partition is { } linked && Number(offset) is { } linkedOffset) selected = (linked, linkedOffset);

        return new(query, selected, [.. errors.Values.SelectMany(error => error)]);
    }

    /// <summary>The value of the parameter <c>record</c> for a record.</summary>
    public static string NameOf(int partition, long offset) => FormattableString.Invariant($"{partition}/{offset}");

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
