using System.Globalization;

namespace SinkService.Queries;

/// <summary>
/// A position in the order of events: by time, then by partition and offset, because several events may have the same time. Its text form
/// has the time in ticks of 100 ns since the year 1, as precise as the databases, and needs no escaping in a URL.
/// </summary>
/// <param name="ViewedAt">When the event happened.</param>
/// <param name="Partition">The partition of its record.</param>
/// <param name="Offset">The offset of its record.</param>
internal readonly record struct EventPosition(DateTimeOffset ViewedAt, int Partition, long Offset)
{
    /// <summary>Parses the text form; null when it is not one.</summary>
    public static EventPosition? Parse(string text)
    {
        if (text.Split('.', 4) is not [var at, var partition, var offset]) return null;
        if (!long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)) return null;
        if (!int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        if (!long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var position)) return null;
        return ticks <= DateTimeOffset.MaxValue.Ticks ? new(new(ticks, TimeSpan.Zero), number, position) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ViewedAt.UtcTicks}.{Partition}.{Offset}");
}
