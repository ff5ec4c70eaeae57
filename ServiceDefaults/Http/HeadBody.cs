using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults.Http;

/// <summary>The body of a response to HEAD: sends the headers at the first write or flush, and discards the bytes.</summary>
/// <param name="response">The response to the client.</param>
/// <param name="answered">Is canceled when the headers are sent.</param>
internal sealed class HeadBody(IHttpResponseBodyFeature response, CancellationTokenSource answered) : Stream
{
    /// <summary>Whether nothing was written so far.</summary>
    public bool IsEmpty { get; private set; } = true;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (answered.IsCancellationRequested) return;

        // Not with the endpoint's token: when a write is canceled, the server aborts the connection.
        await response.StartAsync(CancellationToken.None);
        await response.Writer.FlushAsync(CancellationToken.None);
        await answered.CancelAsync();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsEmpty = false;
        await FlushAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The headers are sent at the next flush, or at the end.
    public override void Write(byte[] buffer, int offset, int count) => IsEmpty = false;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
