using Messaging.Reading;
using ServiceDefaults.Http;

namespace StreamsService.Http;

/// <summary>Rejects requests with 503 until the view has been restored; the response has the progress.</summary>
internal sealed class RequireCaughtUpView(ITableProgress view) : IEndpointFilter
{
    /// <summary>The member of the problem with the part of the view that is restored, from 0 to 1.</summary>
    public const string Restored = "restored";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var progress = view.Progress;
        if (progress.CaughtUp) return next(context);

        return ValueTask.FromResult<object?>(new Problem(
            StatusCodes.Status503ServiceUnavailable, "The view is catching up.",
            "This instance has just started and is still reading its statistics from Kafka. Another instance may be ready.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Extensions = new Dictionary<string, object?> { [Restored] = Math.Floor(progress.Fraction * 100) / 100 },
        });
    }
}
