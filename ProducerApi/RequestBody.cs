using System.Buffers;

namespace ProducerApi;

/// <summary>Reads the body of a request that is one record.</summary>
internal static class RequestBody
{
    /// <summary>All bytes of the body.</summary>
    /// <exception cref="BadHttpRequestException">413: there are more than <paramref name="max"/>. 415: nothing says what they are.</exception>
    public static async Task<byte[]> ReadAsync(HttpRequest request, int max, CancellationToken cancellationToken)
    {
        if (request.ContentType is null) throw new BadHttpRequestException("The header Content-Type is missing.", StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > max) throw TooLarge(max);

        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.Length > max)
            {
                request.BodyReader.AdvanceTo(buffer.End);
                throw TooLarge(max);
            }

            if (result.IsCompleted)
            {
                var bytes = buffer.ToArray();
                request.BodyReader.AdvanceTo(buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static BadHttpRequestException TooLarge(int max) =>
        new($"The body is larger than {max} bytes.", StatusCodes.Status413PayloadTooLarge);
}
