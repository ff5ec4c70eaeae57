using System.Buffers;
using System.IO.Pipelines;

namespace ProducerApi;

/// <summary>Reads the body of a request that is one record.</summary>
internal sealed class RequestBody(ApiOptions options, TimeProvider time)
{
    /// <summary>All bytes of the body.</summary>
    /// <exception cref="BadHttpRequestException">
    /// 413: there are more than a record may have. 415: nothing says what they are. 408: they do not arrive in time.
    /// </exception>
    public async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentType is null) throw new BadHttpRequestException("The header Content-Type is missing.", StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > options.MaxRecordBytes) throw TooLarge();

        var reader = request.BodyReader;
        ITimer? timeout = null; // a body has usually come with its headers, and then needs none
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                if (!reading.IsCompleted) timeout ??= time.CreateTimer(Cancel, reader, options.RequestTimeout, Timeout.InfiniteTimeSpan);
                var result = await reading;
                if (result.IsCanceled) throw new BadHttpRequestException("The body did not arrive in time.", StatusCodes.Status408RequestTimeout);

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
