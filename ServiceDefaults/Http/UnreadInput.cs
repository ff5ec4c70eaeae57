using System.IO.Pipelines;

namespace ServiceDefaults.Http;

/// <summary>
/// Discards what a client continues to send after the last response of its connection. If the connection were closed meanwhile, the
/// client's operating system would report a reset, and the client would not read the response.
/// </summary>
internal static class UnreadInput
{
    /// <summary>The maximum number of bytes that are discarded.</summary>
    public const long MaxBytes = 10_000_000;

    /// <summary>How long bytes are discarded.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for more bytes. A client that has sent everything waits this long for the end of the connection.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>Discards bytes until there are no more, or a limit is reached.</summary>
    public static async Task DiscardAsync(PipeReader input, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(Timeout, time);
        try
        {
            for (var discarded = 0L; discarded < MaxBytes;)
            {
                using var idle = new CancellationTokenSource(IdleTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, idle.Token);
                var read = await input.ReadAsync(either.Token);
                discarded += read.Buffer.Length;
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Time is up, or the client has closed the connection.
        }
    }
}
