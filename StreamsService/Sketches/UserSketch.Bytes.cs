namespace StreamsService.Sketches;

/// <content>
/// The binary format. The first byte is the form. Form 1: the registers that are set, in order of index, 3 bytes each (12 bits index, 6 bits
/// rank, big-endian). Form 2: the ranks of all registers, 6 bits each.
/// </content>
internal sealed partial class UserSketch
{
    private const byte EntriesForm = 1;
    private const byte RegistersForm = 2;
    private const int BytesPerEntry = 3;
    private const int PackedLength = Registers * RankBits / 8;

    /// <summary>Parses the result of <see cref="ToArray"/>.</summary>
    /// <exception cref="FormatException">The bytes are not a valid result of <see cref="ToArray"/>.</exception>
    public static UserSketch Parse(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [EntriesForm, .. var entries] => ParseEntries(entries),
        [RegistersForm, .. var registers] => ParseRegisters(registers),
        [] => throw new FormatException("A serialized sketch must not be empty."),
        [var form, ..] => throw new FormatException($"A serialized sketch must begin with {EntriesForm} or {RegistersForm}, not with {form}."),
    };

    /// <summary>Serializes the sketch: 1 byte plus 3 bytes per register that is set, at most 3,073 bytes.</summary>
    public byte[] ToArray()
    {
        if (_entries is null) return [RegistersForm, .. Packed(_ranks)];

        var bytes = new byte[1 + (BytesPerEntry * _entries.Count)];
        bytes[0] = EntriesForm;
        for (var i = 0; i < _entries.Count; i++) Write3(bytes.AsSpan(1 + (BytesPerEntry * i)), _entries[i]);
        return bytes;
    }

    private static UserSketch ParseEntries(ReadOnlySpan<byte> bytes)
    {
        var count = bytes.Length / BytesPerEntry;
        if (bytes.Length % BytesPerEntry != 0 || count > MaxEntries) throw new FormatException($"{bytes.Length} bytes are not a list of at most {MaxEntries} registers.");

        var entries = new List<int>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = Read3(bytes[(BytesPerEntry * i)..]);
            if (IndexOf(entry) >= Registers || (i > 0 && IndexOf(entry) <= IndexOf(entries[i - 1]))) throw new FormatException($"Register {IndexOf(entry)} is out of order.");
            if (RankOf(entry) is 0 or > MaxRank) throw new FormatException($"Register {IndexOf(entry)} must be from 1 to {MaxRank}, not {RankOf(entry)}.");
            entries.Add(entry);
        }

        return new() { _entries = entries };
    }

    private static UserSketch ParseRegisters(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != PackedLength) throw new FormatException($"{Registers} registers must have {PackedLength} bytes, not {bytes.Length}.");

        var ranks = new byte[Registers];
        for (var (i, at) = (0, 0); i < Registers; i += 4, at += 3)
        {
            var four = Read3(bytes[at..]);
            for (var j = 3; j >= 0; j--, four >>= RankBits) ranks[i + j] = (byte)RankOf(four);
        }

        if (ranks.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)MaxRank)) throw new FormatException($"A register must not be more than {MaxRank}.");
        if (Registers - ranks.AsSpan().Count((byte)0) <= MaxEntries) throw new FormatException($"A sketch with at most {MaxEntries} set registers must be a list.");
        return new() { _entries = null, _ranks = ranks };
    }

    private static byte[] Packed(byte[] ranks)
    {
        var bytes = new byte[PackedLength];
        for (var (i, at) = (0, 0); i < Registers; i += 4, at += 3)
        {
            var four = 0;
            for (var j = 0; j < 4; j++) four = (four << RankBits) | ranks[i + j];
            Write3(bytes.AsSpan(at), four);
        }

        return bytes;
    }

    private static int Read3(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];

    private static void Write3(Span<byte> bytes, int value) => (bytes[0], bytes[1], bytes[2]) = ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
}
