namespace Messaging.Reading;

/// <summary>How much of a table has been read.</summary>
/// <param name="CaughtUp">Whether all records have been read that the topic had when this instance started.</param>
/// <param name="Records">The number of records that have been read.</param>
/// <param name="Behind">The number of offsets to the end, as of the last fetch.</param>
public readonly record struct TableProgress(bool CaughtUp, long Records, long Behind)
{
    /// <summary>The part that has been read, from 0 to 1. An estimate, because compaction leaves gaps between offsets.</summary>
    public double Fraction => CaughtUp ? 1 : Records + Behind == 0 ? 0 : (double)Records / (Records + Behind);
}
