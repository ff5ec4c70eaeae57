namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>Waits for what will be true soon.</summary>
public static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns once the condition holds.</summary>
    /// <param name="what">The condition in words, for the failure.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="deadline">The time it has; 20 s unless told.</param>
    /// <exception cref="TimeoutException">It does not hold in time.</exception>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromSeconds(20);
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
                throw new TimeoutException($"After {limit.TotalSeconds:0.#} s still not: {what}.");

            await Task.Delay(Poll, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="HoldsAsync(string, Func{Task{bool}}, TimeSpan?)"/>
    public static Task HoldsAsync(string what, Func<bool> condition, TimeSpan? deadline = null)
        => HoldsAsync(what, () => Task.FromResult(condition()), deadline);
}
