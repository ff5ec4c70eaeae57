using System.IO.Compression;

namespace ProducerApi.Bodies;

/// <summary>
/// Decodes the coding <c>deflate</c>, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950). Unlike <see cref="ZLibStream"/>, it
/// knows whether the body continues after the end of its data.
/// </summary>
internal sealed class DeflateDecoderStream : ReadOnlyStream
{
    private const uint AdlerModulus = 65_521;

    /// <summary>The size of the smallest data: header, an empty block, checksum.</summary>
    private const int MinLength = 8;

    private readonly EncodedBody _encoded;
    private readonly ZLibStream _zlib;
    private uint _sum = 1;
    private uint _sumOfSums;

    public DeflateDecoderStream(EncodedBody encoded)
    {
        _encoded = encoded;
        _encoded.MaxRead = MinLength - 1; // so that the decoder never holds another piece of data, with the same checksum
        _zlib = new(encoded, CompressionMode.Decompress);
    }

    /// <summary>
    /// Whether bytes were read that are not part of the data. The data ends with its Adler-32 checksum, which zlib has verified, so it is
    /// the last that was read unless other bytes follow.
    /// </summary>
    public bool HoldsRest => _encoded.LastBytes != ((_sumOfSums << 16) | _sum);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _zlib.ReadAsync(buffer, cancellationToken);
        foreach (var next in buffer.Span[..read])
        {
            _sum = (_sum + next) % AdlerModulus;
            _sumOfSums = (_sumOfSums + _sum) % AdlerModulus;
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _zlib.Dispose();
        base.Dispose(disposing);
    }
}
