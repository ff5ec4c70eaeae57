using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using ServiceDefaults.Http;

namespace StreamsService.Http;

/// <summary>Reads the body of a request that is one event, before it is forwarded.</summary>
internal static class EventBody
{
    /// <summary>The maximum size of an event in bytes.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>
    /// Replaces the body of the request by its bytes in memory. Returns why the request is refused; null when it is not. Kestrel's limit on
    /// the size of a body would close the connection while the client still sends, and the client would not receive the response.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">The time for the body to arrive. It replaces Kestrel's minimum rate.</param>
    /// <param name="time">The clock that measures it.</param>
    public static async Task<Problem?> BufferAsync(HttpRequest request, TimeSpan timeout, TimeProvider time)
    {
        if (request.ContentLength > MaxBytes) return TooLarge;

        request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        var aborted = request.HttpContext.RequestAborted;
        using var late = new CancellationTokenSource(timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, late.Token);
        try
        {
            var buffer = new byte[MaxBytes + 1];
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ended.Token);
            if (length > MaxBytes) return TooLarge;

            request.Body = new MemoryStream(buffer, 0, length, writable: false);
            return null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            return new(
                StatusCodes.Status408RequestTimeout, "The event took too long.", $"The body did not arrive within {timeout.TotalSeconds} s.");
        }
        catch (BadHttpRequestException e)
        {
            return new(e.StatusCode, "The request could not be read.", e.Message);
        }
    }

    private static Problem TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, "The event is too large.", $"An event may have {MaxBytes} bytes at most.");
}
