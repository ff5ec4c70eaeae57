using System.IO.Compression;

namespace ProducerApi.Bodies;

/// <summary>
/// Decodes the coding <c>deflate</c>, which is the zlib format (RFC 9110, section 8.4.1.2; RFC 1950). Unlike <see cref="ZLibStream"/>, it
/// knows whether the body continues after the end of its data.
/// </summary>
internal sealed class DeflateDecoderStream(EncodedBody encoded) : ReadOnlyStream
{
    private const uint AdlerModulus = 65_521;

    private readonly ZLibStream _zlib = new(encoded, CompressionMode.Decompress);
    private uint _sum = 1;
    private uint _sumOfSums;

    /// <summary>
    /// Whether bytes were read that are not part of the data. The data ends with its Adler-32 checksum, which zlib has verified, so it is
    /// the last that was read unless other bytes follow.
    /// </summary>
    public bool HoldsRest => encoded.LastBytes != ((_sumOfSums << 16) | _sum);

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
