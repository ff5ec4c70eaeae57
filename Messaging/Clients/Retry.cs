using Polly;
using Polly.Retry;

namespace Messaging.Clients;

/// <summary>Builds the pipelines by which this library repeats calls until the cluster answers.</summary>
internal static class Retry
{
    /// <summary>Returns a pipeline that repeats a call at a fixed interval, without limit, until it succeeds or is cancelled.</summary>
    /// <param name="delay">The time between two attempts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Logs the error of the first attempt. Later attempts are not logged, because an outage can last for hours.</param>
    /// <param name="isTransient">Whether a retry can succeed after this error; always by default.</param>
    /// <param name="beforeDelay">Called after each failed attempt; null for nothing.</param>
    public static ResiliencePipeline UntilSuccess<TException>(
        TimeSpan delay, TimeProvider time, Action<TException> log, Func<TException, bool>? isTransient = null, Action? beforeDelay = null)
        where TException : Exception => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = delay,
            ShouldHandle = attempt => new(attempt.Outcome.Exception is TException e && isTransient?.Invoke(e) is not false),
            OnRetry = attempt =>
            {
                if (attempt is { AttemptNumber: 0, Outcome.Exception: TException e }) log(e);
                beforeDelay?.Invoke();
                return default;
            },
        })
        .Build();
}
