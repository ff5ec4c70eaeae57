namespace Kafka.Tests;

/// <summary>Work that ends only by being cancelled.</summary>
internal static class NeverCompletes
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task UntilAsync(CancellationToken cancelled) => new TaskCompletionSource().Task.WaitAsync(cancelled);
}
