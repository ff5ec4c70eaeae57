using System.IO.Compression;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Http;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace ProducerApi.Bodies;

/// <summary>
/// Decodes request bodies as their header <c>Content-Encoding</c> says, while they arrive. All later limits count decoded bytes.
/// </summary>
/// <remarks>
/// ASP.NET's <c>UseRequestDecompression</c> has no zstd, passes a body in an unknown coding on as it is, accepts a body that is cut off,
/// and applies the limit on the size of a body to streams, which have none.
/// </remarks>
internal static class ContentCodings
{
    private const string Deflate = "deflate";
    private const string Supported = $"gzip, {Deflate}, br, zstd";

    /// <summary>The largest window of zstd, 2^23 bytes: the most that a sender may use in HTTP (RFC 9659).</summary>
    private const int ZstdWindowLog = 23;

    /// <summary>Decodes the bodies of a group's requests. Refuses codings that this service does not decode with a 415.</summary>
    public static RouteGroupBuilder DecodeBodies(this RouteGroupBuilder api) => api.AddEndpointFilter((context, next) =>
        Decode(context.HttpContext) is { } refusal ? ValueTask.FromResult<object?>(refusal) : next(context));

    private static Problem? Decode(HttpContext http)
    {
        var request = http.Request;
        if (request.Headers.ContentEncoding.Count == 0) return null;

        var header = request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding);
        var codings = header.Where(coding => !Is(coding, "identity")).ToList();
        if (codings.Count == 0) return null;
        if (codings.Count > 1) return Refuse(http, "This service decodes one coding, but the body has several.");
        if (DecoderOf(codings[0]) is not { } decoder) return Refuse(http, $"This service does not decode '{codings[0]}'.");

        var body = new DecodedBody(request.Body, decoder, Is(codings[0], Deflate) ? "deflate (zlib format)" : codings[0]);
        http.Response.RegisterForDispose(body);
        request.Body = body; // and so BodyReader reads the decoded body
        request.Headers.ContentLength = null; // it counts the encoded bytes
        request.Headers.ContentEncoding = default;
        return null;
    }

    private static Func<EncodedBody, Stream>? DecoderOf(string coding) => coding switch
    {
        _ when Is(coding, "gzip") || Is(coding, "x-gzip") => encoded => new GZipStream(encoded, CompressionMode.Decompress),
        _ when Is(coding, Deflate) => encoded => new DeflateDecoderStream(encoded),
        _ when Is(coding, "br") => encoded => new BrotliDecoderStream(encoded),
        _ when Is(coding, "zstd") => Zstd,
        _ => null,
    };

    private static DecompressionStream Zstd(EncodedBody encoded)
    {
        var decoder = new DecompressionStream(encoded);
        decoder.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLog);
        return decoder;
    }

    private static Problem Refuse(HttpContext http, string reason)
    {
        http.Response.Headers.AcceptEncoding = Supported;
        return new(
            StatusCodes.Status415UnsupportedMediaType, "The content coding is not supported.",
            $"{reason} Set Content-Encoding to one of {Supported}, or leave it out.");
    }

    private static bool Is(string coding, string name) => coding.Equals(name, StringComparison.OrdinalIgnoreCase);
}
