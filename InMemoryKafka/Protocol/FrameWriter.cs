using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InMemoryKafka.Protocol;

/// <summary>Writes a frame of the Kafka protocol, field by field.</summary>
internal sealed class FrameWriter
{
    private readonly ArrayBufferWriter<byte> _frame = new();

    private FrameWriter() => Int32(0); // the size, which ToArray sets

    /// <summary>
    /// Begins the response to a request. The header of a flexible response has tagged fields, except that of ApiVersions.
    /// </summary>
    public static FrameWriter Response(RequestHeader request, bool flexible = false) =>
        new FrameWriter().Int32(request.CorrelationId).Tags(flexible);

    /// <summary>Begins a request without tagged fields, which gets the response to <paramref name="original"/>.</summary>
    public static FrameWriter Request(RequestHeader original, short version, string clientId) =>
        new FrameWriter().Int16((short)original.Api).Int16(version).Int32(original.CorrelationId).String(clientId);

    public FrameWriter Byte(byte value)
    {
        _frame.Write([value]);
        return this;
    }

    public FrameWriter Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_frame.GetSpan(sizeof(short)), value);
        _frame.Advance(sizeof(short));
        return this;
    }

    public FrameWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_frame.GetSpan(sizeof(int)), value);
        _frame.Advance(sizeof(int));
        return this;
    }

    public FrameWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_frame.GetSpan(sizeof(long)), value);
        _frame.Advance(sizeof(long));
        return this;
    }

    public FrameWriter String(string? value, bool compact = false)
    {
        if (value is null) return compact ? VarInt(0) : Int16(-1);

        var bytes = Encoding.UTF8.GetBytes(value);
        _ = compact ? VarInt((uint)bytes.Length + 1) : Int16((short)bytes.Length);
        _frame.Write(bytes);
        return this;
    }

    /// <summary>A field of bytes, whose length is an INT32.</summary>
    public FrameWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        _frame.Write(value);
        return this;
    }

    /// <summary>Begins an array that is not null.</summary>
    public FrameWriter ArrayLength(int count, bool compact = false) => compact ? VarInt((uint)count + 1) : Int32(count);

    /// <summary>Ends a structure without tagged fields. Only the flexible versions need it.</summary>
    public FrameWriter Tags(bool flexible) => flexible ? Byte(0) : this;

    /// <summary>Returns the whole frame, with its size in front.</summary>
    public byte[] ToArray() => WithSize(_frame.WrittenSpan.ToArray());

    /// <summary>Writes the size of a frame to its first four bytes.</summary>
    public static byte[] WithSize(byte[] frame)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));
        return frame;
    }

    private FrameWriter VarInt(uint value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        return Byte((byte)value);
    }
}
