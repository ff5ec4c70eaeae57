using System.Buffers;
using System.IO.Pipelines;

namespace ProducerApi;

/// <summary>Reads the body of a request that is one record.</summary>
internal sealed class RequestBody(ApiOptions options, TimeProvider time)
{
    /// <summary>Reads all bytes of the body.</summary>
    /// <exception cref="BadHttpRequestException">
    /// 413: the body is larger than a record may be. 415: the content type is missing. 408: the body did not arrive in time.
    /// </exception>
    public async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentType is null) throw new BadHttpRequestException("The header Content-Type is missing.", StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > options.MaxRecordBytes) throw TooLarge();

        var reader = request.BodyReader;
        ITimer? timeout = null; // created late, because the body usually arrives together with the headers
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                if (!reading.IsCompleted) timeout ??= time.CreateTimer(Cancel, reader, options.RequestTimeout, Timeout.InfiniteTimeSpan);
                var result = await reading;
                if (result.IsCanceled) throw new BadHttpRequestException("The body did not arrive within the request timeout.", StatusCodes.Status408RequestTimeout);

                var buffer = result.Buffer;
                if (buffer.Length > options.MaxRecordBytes)
                {
                    reader.AdvanceTo(buffer.End);
                    throw TooLarge();
                }

                if (result.IsCompleted)
                {
                    var bytes = buffer.ToArray();
                    reader.AdvanceTo(buffer.End);
                    return bytes;
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            timeout?.Dispose();
        }
    }

    private static void Cancel(object? reader) => ((PipeReader)reader!).CancelPendingRead();

    private BadHttpRequestException TooLarge() =>
        new($"The body is larger than {options.MaxRecordBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
}
