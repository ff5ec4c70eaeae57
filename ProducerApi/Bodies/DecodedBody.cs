using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace ProducerApi.Bodies;

/// <summary>
/// The decoded bytes of a request body, each as soon as the client has flushed it. Memory is bounded by the window of the coding.
/// </summary>
internal sealed class DecodedBody : ReadOnlyStream
{
    private readonly EncodedBody _encoded;
    private readonly Stream _decoder;
    private readonly string _coding;

    /// <summary>Creates the stream.</summary>
    /// <param name="body">The body as it is received.</param>
    /// <param name="decoder">Creates the decoder, which reads the body.</param>
    /// <param name="coding">The name of the coding, for errors.</param>
    public DecodedBody(Stream body, Func<EncodedBody, Stream> decoder, string coding)
    {
        _encoded = new(body);
        _decoder = decoder(_encoded);
        _coding = coding;
    }

    /// <exception cref="UndecodableBodyException">The body is cut off or damaged, needs too large a window, or continues after the end of its data.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;

        try
        {
            var read = await _decoder.ReadAsync(buffer, cancellationToken);
            if (read == 0) await RequireEndAsync(cancellationToken);
            return read;
        }
        catch (ZstdException e) when (e.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
        {
            throw new UndecodableBodyException("The zstd data needs a window of more than 8 MiB, the maximum in HTTP (RFC 9659).", e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ZstdException)
        {
            throw new UndecodableBodyException(
                _encoded.HasEnded ? $"The body ends within its {_coding} data." : $"The body is not valid {_coding} data.", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _decoder.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// Checks that the body ends where its data ends. Otherwise the rest, such as the data of another compressed batch, would be lost.
    /// </summary>
    private async ValueTask RequireEndAsync(CancellationToken cancellationToken)
    {
        if (_encoded.IsEmpty) throw new EndOfStreamException();

        var holdsRest = _decoder switch
        {
            GZipStream => !_encoded.HasEnded, // after a complete member it looks for the next one, unless it holds bytes that begin none
            DeflateDecoderStream deflate => deflate.HoldsRest,
            BrotliDecoderStream brotli => brotli.HoldsRest,
            _ => false, // zstd fails by itself
        };
        if (holdsRest || await _encoded.ReadAsync(new byte[1], cancellationToken) > 0)
        {
            throw new UndecodableBodyException($"The body continues after the end of its {_coding} data.");
        }
    }
}
