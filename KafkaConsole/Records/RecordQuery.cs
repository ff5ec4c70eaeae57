using System.Globalization;

namespace KafkaConsole.Records;

/// <summary>Which records of a topic are wanted.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition; all of them when null.</param>
/// <param name="From">Where to begin.</param>
/// <param name="Limit">How many are wanted at most, of all partitions together.</param>
internal sealed record RecordQuery(string Topic, int? Partition, RecordStart From, int Limit)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    /// <summary>Reads parameters as they are in an address.</summary>
    /// <returns>The query, and what is wrong with each parameter: only if nothing is, the query holds.</returns>
    public static (RecordQuery Query, Dictionary<string, string[]> Faults) Parse(string topic, string? partition, string? from, string? limit)
    {
        var faults = new Dictionary<string, string[]>();
        int? number = null;
        if (!string.IsNullOrEmpty(partition))
        {
            if (int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) number = parsed;
            else faults["partition"] = [$"'{partition}' is no number of a partition: 0 or more."];
        }

        var start = RecordStart.Parse(from);
        if (start is null) faults["from"] = [$"'{from}' is neither beginning nor end nor an offset, 0 or more."];

        var count = DefaultLimit;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
            faults["limit"] = [$"'{limit}' is no number from 1 to {MaxLimit}."];

        return (new(topic, number, start ?? RecordStart.End, count), faults);
    }
}

/// <summary>Where reading begins.</summary>
/// <param name="Offset">At this offset of each partition; <see cref="Beginning"/> and <see cref="End"/> are not offsets.</param>
internal readonly record struct RecordStart(long Offset)
{
    /// <summary>With the first record that is kept.</summary>
    public static readonly RecordStart Beginning = new(-2);

    /// <summary>So that the last one is read.</summary>
    public static readonly RecordStart End = new(-1);

    /// <summary>Reads it as it is in an address: nothing is the end, and what is none of these is null.</summary>
    public static RecordStart? Parse(string? text) => text switch
    {
        null or "" or "end" => End,
        "beginning" => Beginning,
        _ when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) => new(offset),
        _ => null,
    };

    public override string ToString() => this == Beginning ? "beginning" : this == End ? "end" : Offset.ToString(CultureInfo.InvariantCulture);
}
