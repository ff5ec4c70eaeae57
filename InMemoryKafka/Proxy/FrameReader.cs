using System.Buffers;

namespace InMemoryKafka.Proxy;

/// <summary>
/// Reads frames from a connection through one buffer of fixed size. The bytes that nobody needs to read go from that buffer to the other
/// connection, which must accept them before more are read.
/// </summary>
internal sealed class FrameReader(Stream source) : IDisposable
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;

    /// <summary>The bytes that have been read and not yet taken.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads until at least <paramref name="count"/> bytes are buffered; false when the connection ends before.</summary>
    public async ValueTask<bool> FillAsync(int count, CancellationToken cancellation)
    {
        if (_end - _start >= count) return true;

        Buffered.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (_end < count)
        {
            var read = await source.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0) return false;
            _end += read;
        }

        return true;
    }

    /// <summary>Passes the next <paramref name="count"/> bytes on.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before.</exception>
    public async ValueTask PassOnAsync(int count, Stream target, CancellationToken cancellation)
    {
        while (count > 0)
        {
            if (!await FillAsync(1, cancellation)) throw new EndOfStreamException();

            var part = Math.Min(count, _end - _start);
            await target.WriteAsync(_buffer.AsMemory(_start, part), cancellation);
            _start += part;
            count -= part;
        }
    }

    /// <summary>Takes the next <paramref name="count"/> bytes as an array of their own.</summary>
    /// <exception cref="EndOfStreamException">The connection ended before.</exception>
    public async ValueTask<byte[]> TakeAsync(int count, CancellationToken cancellation)
    {
        var frame = new byte[count];
        var buffered = Math.Min(count, _end - _start);
        Buffered[..buffered].CopyTo(frame);
        _start += buffered;
        await source.ReadExactlyAsync(frame.AsMemory(buffered), cancellation);
        return frame;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
