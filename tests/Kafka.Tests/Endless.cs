namespace Kafka.Tests;

/// <summary>Work that ends only by being cancelled.</summary>
internal static class Endless
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task UntilAsync(CancellationToken cancelled) => new TaskCompletionSource().Task.WaitAsync(cancelled);
}
