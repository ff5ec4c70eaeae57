using System.Buffers;
using System.IO.Compression;

namespace ProducerApi.Bodies;

/// <summary>
/// Decodes Brotli (RFC 7932). Unlike <see cref="BrotliStream"/>, it does not take data that is cut off for complete, and knows whether the
/// body continues after the end of its data.
/// </summary>
internal sealed class BrotliDecoderStream(Stream encoded) : ReadOnlyStream
{
    private readonly byte[] _buffer = new byte[8 * 1024];
    private BrotliDecoder _decoder; // a struct with state
    private Memory<byte> _unread;
    private bool _isDone;

    /// <summary>Whether bytes were read that are not part of the data.</summary>
    public bool HoldsRest => _isDone && !_unread.IsEmpty;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_isDone)
        {
            var status = _decoder.Decompress(_unread.Span, buffer.Span, out var consumed, out var written);
            _unread = _unread[consumed..];
            if (status is OperationStatus.InvalidData) throw new InvalidDataException();

            _isDone = status is OperationStatus.Done;
            if (written > 0) return written;

            if (!_isDone) _unread = _buffer.AsMemory(0, await ReadEncodedAsync(cancellationToken));
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _decoder.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadEncodedAsync(CancellationToken cancellationToken) =>
        await encoded.ReadAsync(_buffer, cancellationToken) is > 0 and var read ? read : throw new EndOfStreamException();
}
