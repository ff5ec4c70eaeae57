using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace StreamsService.Live;

/// <summary>
/// Sends server-sent events that are already serialized, until they end, the client disconnects or the host stops. Unlike ASP.NET's own
/// result, it does not copy each event per listener, and it writes large events in slices. A client that reads slowly therefore occupies
/// at most <see cref="SliceBytes"/> beyond the server's response buffer, however large an event is.
/// </summary>
internal sealed class ServerSentEventsResult(IAsyncEnumerable<byte[]> events) : IResult, IEndpointMetadataProvider
{
    /// <summary>The content type of server-sent events.</summary>
    public const string ContentType = "text/event-stream";

    private const int SliceBytes = 16 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            await foreach (var bytes in events.WithCancellation(ended.Token))
            {
                if (await TryWriteAsync(response.BodyWriter, bytes, ended.Token)) continue;

                httpContext.Abort(); // the client may not be reading: a graceful end of the response would make the host wait for it
                return;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ContentType]));

    private static async ValueTask<bool> TryWriteAsync(PipeWriter body, ReadOnlyMemory<byte> bytes, CancellationToken ended)
    {
        while (!bytes.IsEmpty)
        {
            var slice = bytes[..Math.Min(SliceBytes, bytes.Length)];
            bytes = bytes[slice.Length..];
            Task written = body.WriteAsync(slice, CancellationToken.None).AsTask(); // completes when the client has read enough
            if (!written.IsCompleted) await written.WaitAsync(ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!written.IsCompletedSuccessfully) return false;
        }

        return true;
    }
}
