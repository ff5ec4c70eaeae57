namespace StreamsService.Sketches;

/// <summary>A register that is set, as one number: 12 bits of index, then 6 bits of rank. Entries are ordered by index.</summary>
internal static class RegisterEntry
{
    /// <summary>How many bits the rank takes.</summary>
    public const int RankBits = 6;

    public static int Of(int index, int rank) => (index << RankBits) | rank;

    public static int IndexOf(int entry) => entry >> RankBits;

    public static int RankOf(int entry) => entry & ((1 << RankBits) - 1);
}
