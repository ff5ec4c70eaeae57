namespace StreamsService.Sketches;

/// <summary>Converts a <see cref="UserSketch"/> to bytes and back. The same set of users always gives the same bytes.</summary>
/// <remarks>
/// The first byte is the format. Format 1 is the list of the registers that are set, in order of index, with 3 bytes each: a
/// <see cref="RegisterEntry"/>, big-endian. Format 2 is the ranks of all registers, with 6 bits each, so that 3 bytes have four of them.
/// </remarks>
internal static class UserSketchSerializer
{
    private const byte EntriesFormat = 1;
    private const byte RanksFormat = 2;
    private const int BytesPerEntry = 3;
    private const int RanksPerGroup = 4;
    private const int BytesPerGroup = 3;
    private const int RanksLength = UserSketch.Registers / RanksPerGroup * BytesPerGroup;

    /// <summary>Serializes a sketch: 1 byte plus 3 bytes per register that is set, at most 3,073 bytes.</summary>
    public static byte[] Serialize(UserSketch sketch) =>
        sketch.IsList ? SerializeEntries(sketch.Entries) : SerializeRanks(sketch.Ranks);

    /// <summary>Deserializes the result of <see cref="Serialize"/>.</summary>
    /// <exception cref="FormatException">The bytes are not a result of <see cref="Serialize"/>.</exception>
    public static UserSketch Deserialize(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [EntriesFormat, .. var entries] => DeserializeEntries(entries),
        [RanksFormat, .. var ranks] => DeserializeRanks(ranks),
        [] => throw new FormatException("A sketch must not be empty."),
        [var format, ..] => throw new FormatException($"A sketch must begin with {EntriesFormat} or {RanksFormat}, not with {format}."),
    };

    private static byte[] SerializeEntries(ReadOnlySpan<int> entries)
    {
        var bytes = new byte[1 + (BytesPerEntry * entries.Length)];
        bytes[0] = EntriesFormat;
        for (var i = 0; i < entries.Length; i++) WriteUInt24(bytes.AsSpan(1 + (BytesPerEntry * i)), entries[i]);
        return bytes;
    }

    private static UserSketch DeserializeEntries(ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length / BytesPerEntry;
        if (bytes.Length % BytesPerEntry != 0 || count > UserSketch.MaxEntries)
        {
            throw new FormatException($"{bytes.Length} bytes are not a list of at most {UserSketch.MaxEntries} registers.");
        }

        var entries = new List<int>(count);
        var lastIndex = -1;
        for (var i = 0; i < count; i++)
        {
            var entry = ReadUInt24(bytes[(BytesPerEntry * i)..]);
            var (index, rank) = (RegisterEntry.IndexOf(entry), RegisterEntry.RankOf(entry));
            if (index <= lastIndex || index >= UserSketch.Registers) throw new FormatException($"Register {index} is out of order.");
            if (rank is 0 or > UserSketch.MaxRank) throw new FormatException($"Register {index} must not be {rank}.");

            entries.Add(entry);
            lastIndex = index;
        }

        return UserSketch.OfEntries(entries);
    }

    private static byte[] SerializeRanks(ReadOnlySpan<byte> ranks)
    {
        var bytes = new byte[1 + RanksLength];
        bytes[0] = RanksFormat;
        for (var (register, at) = (0, 1); register < ranks.Length; register += RanksPerGroup, at += BytesPerGroup)
        {
            var group = 0;
            for (var i = 0; i < RanksPerGroup; i++) group = (group << RegisterEntry.RankBits) | ranks[register + i];
            WriteUInt24(bytes.AsSpan(at), group);
        }

        return bytes;
    }

    private static UserSketch DeserializeRanks(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != RanksLength)
        {
            throw new FormatException($"{UserSketch.Registers} registers must have {RanksLength} bytes, not {bytes.Length}.");
        }

        var ranks = new byte[UserSketch.Registers];
        for (var (register, at) = (0, 0); register < ranks.Length; register += RanksPerGroup, at += BytesPerGroup)
        {
            var group = ReadUInt24(bytes[at..]);
            for (var i = RanksPerGroup - 1; i >= 0; i--, group >>= RegisterEntry.RankBits)
            {
                ranks[register + i] = (byte)RegisterEntry.RankOf(group);
            }
        }

        var hasInvalidRank = ranks.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)UserSketch.MaxRank);
        if (hasInvalidRank) throw new FormatException($"A register must not be more than {UserSketch.MaxRank}.");

        var registersThatAreSet = ranks.Length - ranks.AsSpan().Count((byte)0);
        if (registersThatAreSet <= UserSketch.MaxEntries)
        {
            throw new FormatException($"A sketch with at most {UserSketch.MaxEntries} set registers must be a list.");
        }

        return UserSketch.OfRanks(ranks);
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];

    private static void WriteUInt24(Span<byte> bytes, int value)
    {
        bytes[0] = (byte)(value >> 16);
        bytes[1] = (byte)(value >> 8);
        bytes[2] = (byte)value;
    }
}
