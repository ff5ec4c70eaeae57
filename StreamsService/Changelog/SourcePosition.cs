using Contracts;

namespace StreamsService.Changelog;

/// <summary>
/// A position in a source partition, across deletions of the topic: a topic that is created again begins with offset 0, in the next epoch.
/// </summary>
/// <param name="Epoch">How many times the topic had been deleted and created again.</param>
/// <param name="Offset">The offset of an event; -1 before the first one.</param>
internal readonly record struct SourcePosition(int Epoch, long Offset) : IComparable<SourcePosition>
{
    public static bool operator <(SourcePosition left, SourcePosition right) => left.CompareTo(right) < 0;

    public static bool operator >(SourcePosition left, SourcePosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(SourcePosition left, SourcePosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SourcePosition left, SourcePosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(SourcePosition other) => Epoch == other.Epoch ? Offset.CompareTo(other.Offset) : Epoch.CompareTo(other.Epoch);
}

/// <summary>The source positions of the records of the changelog.</summary>
internal static class SourcePositions
{
    extension(WindowPartial partial)
    {
        /// <summary>The position in the source up to which events are included.</summary>
        public SourcePosition Position => new(partial.Epoch, partial.Offset);
    }

    extension(PartitionProgress progress)
    {
        /// <summary>The position in the source up to which events are counted.</summary>
        public SourcePosition Position => new(progress.Epoch, progress.Offset);
    }
}
