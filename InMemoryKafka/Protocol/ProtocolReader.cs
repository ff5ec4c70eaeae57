using System.Buffers.Binary;
using System.Text;

namespace InMemoryKafka.Protocol;

/// <summary>Reads the fields of a frame of the Kafka protocol, one after the other.</summary>
/// <exception cref="MalformedFrameException">Every method throws it when the frame ends before the field.</exception>
internal ref struct ProtocolReader(ReadOnlySpan<byte> frame, int position)
{
    private readonly ReadOnlySpan<byte> _frame = frame;

    /// <summary>Begins to read a response, after its size and its correlation id.</summary>
    public static ProtocolReader Response(ReadOnlySpan<byte> frame, bool flexible = false)
    {
        var reader = new ProtocolReader(frame, 2 * sizeof(int));
        reader.SkipTags(flexible);
        return reader;
    }

    /// <summary>Where the next field begins, counted from the first byte of the frame.</summary>
    public int Position { get; private set; } = position;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    /// <summary>A string, or null.</summary>
    public string? String(bool compact = false)
    {
        var length = compact ? CompactLength() : Int16();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>A string that must not be null, such as an id. The cluster compares ids without asking whether they are null.</summary>
    public string RequiredString(bool compact = false) => String(compact) ?? throw new MalformedFrameException("an id that is null");

    /// <summary>A field of bytes, whose length is an INT32. Null counts as empty.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(Math.Max(Int32(), 0));

    /// <summary>The length of a compact string or array; -1 is null.</summary>
    public int CompactLength() => VarInt() - 1;

    /// <summary>The number of elements of an array; -1 is null.</summary>
    public int ArrayLength(bool compact) => compact ? CompactLength() : Int32();

    /// <summary>Skips the tagged fields that end each structure of the flexible versions, and of no other version.</summary>
    public void SkipTags(bool flexible = true)
    {
        if (!flexible) return;

        for (var tags = VarInt(); tags > 0; tags--)
        {
            VarInt();
            Take(VarInt());
        }
    }

    private int VarInt()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80) return value <= int.MaxValue ? (int)value : throw new MalformedFrameException("a length is over 2 GiB");
        }

        throw new MalformedFrameException("a length has more than five bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _frame.Length - Position) throw new MalformedFrameException("a field is longer than its frame");

        var field = _frame.Slice(Position, count);
        Position += count;
        return field;
    }
}
