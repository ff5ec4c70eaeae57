namespace Kafka.Tests;

/// <summary>A task that ends only by cancellation.</summary>
internal static class NeverCompletes
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task UntilAsync(CancellationToken cancelled) => new TaskCompletionSource().Task.WaitAsync(cancelled);
}
