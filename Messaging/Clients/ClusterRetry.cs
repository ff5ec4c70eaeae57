using Polly;
using Polly.Retry;

namespace Messaging.Clients;

/// <summary>Creates Polly pipelines that retry a call until the cluster answers.</summary>
internal static class ClusterRetry
{
    /// <summary>Returns a pipeline that repeats a call at a fixed interval, without limit, until it succeeds or is cancelled.</summary>
    /// <param name="delay">The time between two attempts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">
    /// Logs an error. Called for the first attempt, and again when the error changes: an outage can last for hours.
    /// </param>
    /// <param name="shouldRetry">Optional: whether to retry after this error. By default every error of this type is retried.</param>
    /// <param name="onAttemptFailed">Optional: called after each failed attempt.</param>
    public static ResiliencePipeline UntilSuccess<TException>(
        TimeSpan delay, TimeProvider time, Action<TException> log, Func<TException, bool>? shouldRetry = null, Action? onAttemptFailed = null)
        where TException : Exception
    {
        var lastMessage = "";
        return new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = delay,
                ShouldHandle = attempt => new(attempt.Outcome.Exception is TException e && shouldRetry?.Invoke(e) is not false),
                OnRetry = attempt =>
                {
                    var error = (TException)attempt.Outcome.Exception!;
                    if (attempt.AttemptNumber == 0 || error.Message != lastMessage) log(error);
                    lastMessage = error.Message;
                    onAttemptFailed?.Invoke();
                    return default;
                },
            })
            .Build();
    }
}
