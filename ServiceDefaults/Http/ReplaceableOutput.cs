using System.Buffers;
using System.IO.Pipelines;

namespace ServiceDefaults.Http;

/// <summary>The output of a connection. The bytes that the server writes next can be replaced by others.</summary>
internal sealed class ReplaceableOutput(PipeWriter output) : PipeWriter
{
    private byte[]? _replacement;
    private bool _isWritten;

    /// <summary>Whether the bytes from now on are replaced.</summary>
    public bool IsReplaced => _replacement is not null;

    /// <summary>Replaces everything that is written from now on.</summary>
    public void Replace(byte[] replacement) => _replacement = replacement;

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (!IsReplaced) output.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_replacement is { } replacement && !_isWritten)
        {
            _isWritten = true;
            output.Write(replacement);
        }

        return output.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);
}

/// <summary>The input and output of a connection.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
