using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamsService.Sketches;

/// <summary>
/// Estimates the number of distinct users with a standard error of 1.04/√4096 ≈ 1.6 %, in at most 3 KiB. It is a HyperLogLog sketch
/// (Flajolet et al. 2007) with 4,096 registers and XxHash3. The same set of users always gives the same sketch, in whatever order the users
/// were added and merged.
/// </summary>
/// <remarks>
/// While few registers are set, the sketch keeps a sorted list of them; later it keeps all registers. It never changes back to the list,
/// because registers only grow. <see cref="UserSketchSerializer"/> converts it to bytes.
/// </remarks>
internal sealed class UserSketch
{
    /// <summary>The number of registers.</summary>
    public const int Registers = 1 << IndexBits;

    /// <summary>The highest rank that the hash allows.</summary>
    public const int MaxRank = 64 - IndexBits + 1;

    /// <summary>The largest number of entries in the list. With this many, the list takes as many bytes as all registers.</summary>
    public const int MaxEntries = 1_024;

    private const int IndexBits = 12;

    /// <summary>The registers that are set, each as a <see cref="RegisterEntry"/>, by index; null once there are too many.</summary>
    private List<int>? _entries = [];

    /// <summary>The rank of each register; empty while <see cref="_entries"/> is used.</summary>
    private byte[] _ranks = [];

    /// <summary>Whether the sketch keeps a list of the registers that are set; otherwise it keeps all registers.</summary>
    public bool IsList => _entries is not null;

    /// <summary>The registers that are set, each as a <see cref="RegisterEntry"/>, by index; empty unless <see cref="IsList"/>.</summary>
    public ReadOnlySpan<int> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>The rank of each register; empty if <see cref="IsList"/>.</summary>
    public ReadOnlySpan<byte> Ranks => _ranks;

    /// <summary>Creates a sketch that keeps a list of the registers that are set. The sketch then owns the list.</summary>
    public static UserSketch OfEntries(List<int> entries) => new() { _entries = entries };

    /// <summary>Creates a sketch that keeps all registers. The sketch then owns the array.</summary>
    public static UserSketch OfRanks(byte[] ranks) => new() { _entries = null, _ranks = ranks };

    /// <summary>Adds a user. Adding the same user again has no effect.</summary>
    public void Add(string user)
    {
        var hash = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(user));
        var index = (int)(hash >> (64 - IndexBits));
        var rank = Math.Min(BitOperations.LeadingZeroCount(hash << IndexBits) + 1, MaxRank);
        RaiseRegister(index, rank);
    }

    /// <summary>Adds all users of another sketch, which does not change.</summary>
    public void Merge(UserSketch other)
    {
        if (other._entries is { } entries)
        {
            foreach (var entry in entries) RaiseRegister(RegisterEntry.IndexOf(entry), RegisterEntry.RankOf(entry));
            return;
        }

        ConvertToRegisters();
        var ownRanks = MemoryMarshal.Cast<byte, Vector<byte>>(_ranks.AsSpan());
        var otherRanks = MemoryMarshal.Cast<byte, Vector<byte>>(other._ranks.AsSpan());
        for (var i = 0; i < ownRanks.Length; i++) ownRanks[i] = Vector.Max(ownRanks[i], otherRanks[i]);
    }

    /// <summary>Estimates the number of distinct users.</summary>
    public long Estimate()
    {
        Span<int> registersOfRank = stackalloc int[MaxRank + 1];
        registersOfRank.Clear();
        foreach (var rank in _ranks) registersOfRank[rank]++;
        foreach (var entry in _entries ?? []) registersOfRank[RegisterEntry.RankOf(entry)]++;
        if (_entries is not null) registersOfRank[0] = Registers - _entries.Count;

        return (long)Math.Round(Cardinality.Estimate(registersOfRank));
    }

    /// <summary>Sets a register to this rank, unless its rank is already higher.</summary>
    private void RaiseRegister(int index, int rank)
    {
        if (_entries is null)
        {
            _ranks[index] = Math.Max(_ranks[index], (byte)rank);
            return;
        }

        // No entry has rank 0, so this one is never found. The search then returns the complement of the place where it would be.
        var place = ~_entries.BinarySearch(RegisterEntry.Of(index, 0));
        var entry = RegisterEntry.Of(index, rank);
        if (place == _entries.Count || RegisterEntry.IndexOf(_entries[place]) != index) _entries.Insert(place, entry);
        else _entries[place] = Math.Max(_entries[place], entry);

        if (_entries.Count > MaxEntries) ConvertToRegisters();
    }

    private void ConvertToRegisters()
    {
        if (_entries is null) return;

        _ranks = new byte[Registers];
        foreach (var entry in _entries) _ranks[RegisterEntry.IndexOf(entry)] = (byte)RegisterEntry.RankOf(entry);
        _entries = null;
    }
}
