using System.Globalization;

namespace KafkaConsole.Records;

/// <summary>The parameters in the URL of a page with records.</summary>
/// <param name="Query">The records to list.</param>
/// <param name="Selected">The record whose details are shown beside the list; null when none is selected.</param>
/// <param name="Errors">What is wrong with the URL.</param>
internal sealed record RecordsAddress(RecordQuery Query, (int Partition, long Offset)? Selected, IReadOnlyList<string> Errors)
{
    /// <summary>
    /// Reads the parameters. <c>record=2/17</c> selects a record. <c>partition=2&amp;offset=17</c>, for links to a record, selects it and
    /// lists it with those that follow it.
    /// </summary>
    public static RecordsAddress Parse(
        string topic, string? partition, string? from, string? limit, string? offset, string? record, string? isolation = null)
    {
        var (query, errors) = RecordQuery.Parse(topic, partition, from ?? offset, limit, isolation);
        var linked = query.Partition is { } number && OffsetIn(offset) is { } linkedOffset ? (number, linkedOffset) : ((int, long)?)null;
        return new(query, PlaceIn(record) ?? linked, [.. errors.Values.SelectMany(error => error)]);
    }

    /// <summary>The value of the parameter <c>record</c> that selects a record.</summary>
    public static string NameOf(int partition, long offset) => FormattableString.Invariant($"{partition}/{offset}");

    /// <summary>The address of one record on the page of its topic; of its partition if the offset is null.</summary>
    public static string LinkTo(string topic, int partition, long? offset) =>
        FormattableString.Invariant($"topics/{Uri.EscapeDataString(topic)}?partition={partition}")
        + (offset is null ? "" : FormattableString.Invariant($"&offset={offset}"));

    /// <summary>The record that the parameter <c>record</c> selects; null when it selects none.</summary>
    public static (int Partition, long Offset)? PlaceIn(string? name) =>
        name?.Split('/') is [var first, var second] && PartitionIn(first) is { } partition && OffsetIn(second) is { } offset
            ? (partition, offset)
            : null;

    private static int? PartitionIn(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : null;

    private static long? OffsetIn(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
}
