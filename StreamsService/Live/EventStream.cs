using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace StreamsService.Live;

/// <summary>
/// Answers with server-sent events that are bytes already, until they end, the client goes or the host stops. Unlike ASP.NET's own
/// result, it copies no event per listener, and hands a client no more than it takes: one that reads slowly holds <see cref="SliceBytes"/>
/// beyond the server's response buffer, however large an event is.
/// </summary>
internal sealed class EventStream(IAsyncEnumerable<byte[]> events) : IResult, IEndpointMetadataProvider
{
    /// <summary>The content type.</summary>
    public const string ContentType = "text/event-stream";

    private const int SliceBytes = 16 * 1024;

    /// <summary>Makes the client see the answer's start at once; and come back after a second when it ends.</summary>
    private static readonly byte[] Opening = "retry: 1000\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        var isWriting = true;
        try
        {
            await WriteAsync(response.BodyWriter, Opening, ended.Token);
            isWriting = false;
            await foreach (var bytes in events.WithCancellation(ended.Token))
            {
                isWriting = true;
                await WriteAsync(response.BodyWriter, bytes, ended.Token);
                isWriting = false;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // A client that does not read would not read the end either, and the host would wait for it.
            if (isWriting) httpContext.Abort();
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [ContentType]));

    private static async Task WriteAsync(PipeWriter body, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var slice = bytes[..Math.Min(SliceBytes, bytes.Length)];
            await body.WriteAsync(slice, cancellationToken); // waits while the client has not taken what was written before
            bytes = bytes[slice.Length..];
        }
    }
}
