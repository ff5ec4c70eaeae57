using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace InMemoryKafka.Protocol;

/// <summary>Writes a response of the Kafka protocol, field by field.</summary>
internal sealed class ResponseWriter
{
    private readonly ArrayBufferWriter<byte> _frame = new();

    public ResponseWriter(int correlationId) => Int32(0).Int32(correlationId);

    public ResponseWriter Byte(byte value)
    {
        _frame.Write([value]);
        return this;
    }

    public ResponseWriter Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_frame.GetSpan(sizeof(short)), value);
        _frame.Advance(sizeof(short));
        return this;
    }

    public ResponseWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_frame.GetSpan(sizeof(int)), value);
        _frame.Advance(sizeof(int));
        return this;
    }

    public ResponseWriter String(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Int16((short)bytes.Length);
        _frame.Write(bytes);
        return this;
    }

    /// <summary>A compact string; up to 126 bytes.</summary>
    public ResponseWriter CompactString(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, 126);
        Byte((byte)(bytes.Length + 1));
        _frame.Write(bytes);
        return this;
    }

    /// <summary>The whole frame, with its size in front.</summary>
    public byte[] ToArray()
    {
        var frame = _frame.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - sizeof(int));
        return frame;
    }
}
