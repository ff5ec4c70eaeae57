namespace Kafka.EndToEnd.Tests.Support;

/// <summary>Waits for a condition.</summary>
internal static class Eventually
{
    /// <summary>How long conditions may take unless a test names another limit.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns once the condition holds.</summary>
    /// <param name="what">The condition in words, for the message of a test that fails.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="limit">How long it may take; <see cref="DefaultLimit"/> unless it is given.</param>
    /// <param name="details">More for the message, evaluated when the limit has passed.</param>
    /// <exception cref="TimeoutException">The condition does not hold in time.</exception>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, TimeSpan? limit = null, Func<string>? details = null)
    {
        var time = limit ?? DefaultLimit;
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > time)
            {
                throw new TimeoutException($"Waited {time.TotalSeconds:0.#} s, but not: {what}.\n{details?.Invoke()}");
            }

            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="HoldsAsync(string, Func{Task{bool}}, TimeSpan?, Func{string}?)"/>
    public static Task HoldsAsync(string what, Func<bool> condition, TimeSpan? limit = null, Func<string>? details = null) =>
        HoldsAsync(what, () => Task.FromResult(condition()), limit, details);
}
