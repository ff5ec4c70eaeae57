using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace StreamsService.Live;

/// <summary>
/// Answers with server-sent events that are bytes already, until they end, the client goes or the host stops. Unlike ASP.NET's own
/// result, it copies no event per listener, and hands a client no more than it takes: one that reads slowly holds <see cref="SliceBytes"/>
/// beyond the server's response buffer, however large an event is.
/// </summary>
internal sealed class ServerSentEventsResult(IAsyncEnumerable<byte[]> events) : IResult, IEndpointMetadataProvider
{
    /// <summary>The content type.</summary>
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

                httpContext.Abort(); // a client that does not read would not read the end either, and the host would wait for it
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
            Task written = body.WriteAsync(slice, CancellationToken.None).AsTask(); // done once the client has taken enough of what was written before
            if (!written.IsCompleted) await written.WaitAsync(ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!written.IsCompletedSuccessfully) return false;
        }

        return true;
    }
}
