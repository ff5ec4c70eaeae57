using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace ProducerApi.Bodies;

/// <summary>Reads the body of a request that is one record.</summary>
internal sealed class RequestBody(IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>Reads all bytes of the body, decoded.</summary>
    /// <exception cref="BadHttpRequestException">
    /// 400: the body can't be decoded. 408: it did not arrive in time. 413: it is larger than a record may be.
    /// </exception>
    public async Task<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > options.Value.MaxRecordBytes) throw TooLarge();

        // RequestTimeout limits how slow a body may be; Kestrel's minimum data rate would be a second, hidden limit.
        request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        var reader = request.BodyReader;
        ITimer? timeout = null; // created late, because the body usually arrives together with the headers
        try
        {
            while (true)
            {
                var reading = reader.ReadAsync(request.HttpContext.RequestAborted);
                if (!reading.IsCompleted) timeout ??= CancelAfterTimeout(reader);
                var result = await reading;
                if (result.IsCanceled)
                {
                    throw new BadHttpRequestException(
                        $"The body did not arrive within {options.Value.RequestTimeout.TotalSeconds} s.",
                        StatusCodes.Status408RequestTimeout);
                }

                var buffer = result.Buffer;
                if (buffer.Length > options.Value.MaxRecordBytes)
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

    private ITimer CancelAfterTimeout(PipeReader reader) =>
        time.CreateTimer(_ => reader.CancelPendingRead(), null, options.Value.RequestTimeout, Timeout.InfiniteTimeSpan);

    private BadHttpRequestException TooLarge() =>
        new($"The body is larger than {options.Value.MaxRecordBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
}
