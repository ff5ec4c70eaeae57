namespace Messaging.Reading;

/// <summary>How far a table is read.</summary>
/// <param name="CaughtUp">Whether it has been read to where the topic ended when this instance started.</param>
/// <param name="Records">How many records have been read.</param>
/// <param name="Behind">How many offsets are left to the end, as last heard.</param>
public readonly record struct TableProgress(bool CaughtUp, long Records, long Behind)
{
    /// <summary>The part that is read, from 0 to 1. An estimate: compaction leaves holes.</summary>
    public double Fraction => CaughtUp ? 1 : Records + Behind == 0 ? 0 : (double)Records / (Records + Behind);
}
