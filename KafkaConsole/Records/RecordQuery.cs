using System.Globalization;

namespace KafkaConsole.Records;

/// <summary>Which records of a topic to read.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition; null for all partitions.</param>
/// <param name="From">Where to start in each partition.</param>
/// <param name="Limit">The most records, of all partitions together.</param>
public sealed record RecordQuery(string Topic, int? Partition, RecordStart From, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    public const string PartitionParameter = "partition";
    public const string FromParameter = "from";
    public const string LimitParameter = "limit";
    public const string IsolationParameter = "isolation";

    /// <summary>The value of the parameter <c>isolation</c> that includes the records of aborted and open transactions.</summary>
    public const string AllRecords = "all";

    private const string CommittedRecords = "committed";

    /// <summary>Whether to include the records of aborted and open transactions, which consumers of committed records never get.</summary>
    public bool IncludesUncommitted { get; init; }

    /// <summary>Reads the parameters of a URL.</summary>
    /// <returns>The query, and the errors by parameter. The query is to be used only if there are no errors.</returns>
    public static (RecordQuery Query, Dictionary<string, string[]> Errors) Parse(
        string topic, string? partition, string? from, string? limit, string? isolation = null)
    {
        var errors = new Dictionary<string, string[]>();
        int? number = null;
        if (!string.IsNullOrEmpty(partition))
        {
            if (int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) number = parsed;
            else errors[PartitionParameter] = [$"'{partition}' is not a partition number, 0 or more."];
        }

        var start = RecordStart.Parse(from);
        if (start is null) errors[FromParameter] = [$"'{from}' is not beginning, end or an offset, 0 or more."];

        var count = DefaultLimit;
        if (!string.IsNullOrEmpty(limit))
        {
            var isNumber = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count);
            if (!isNumber || count is < 1 or > MaxLimit) errors[LimitParameter] = [$"'{limit}' is not a number from 1 to {MaxLimit}."];
        }

        if (isolation is not (null or "" or CommittedRecords or AllRecords))
        {
            errors[IsolationParameter] = [$"'{isolation}' is not {CommittedRecords} or {AllRecords}."];
        }

        return (new(topic, number, start ?? RecordStart.End, count) { IncludesUncommitted = isolation is AllRecords }, errors);
    }
}

/// <summary>Where reading starts.</summary>
/// <param name="Offset">At this offset of each partition; <see cref="Beginning"/> and <see cref="End"/> are not offsets.</param>
public readonly record struct RecordStart(long Offset)
{
    /// <summary>The first record that is kept.</summary>
    public static readonly RecordStart Beginning = new(-2);

    /// <summary>As many records before the end as are requested.</summary>
    public static readonly RecordStart End = new(-1);

    /// <summary>Reads <c>beginning</c>, <c>end</c> (the default) or an offset; null when it is none of these.</summary>
    public static RecordStart? Parse(string? text) => text switch
    {
        null or "" or "end" => End,
        "beginning" => Beginning,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) => new(offset),
        _ => null,
    };

    public override string ToString() =>
        this == Beginning ? "beginning" : this == End ? "end" : Offset.ToString(CultureInfo.InvariantCulture);
}
