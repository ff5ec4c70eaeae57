using Messaging.Reading;

namespace StreamsService.Http;

/// <summary>Rejects requests with 503 until the view has been restored; the response has the progress.</summary>
internal sealed class RequireCaughtUpView(Func<TableProgress> progress) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var view = progress();
        if (view.CaughtUp) return next(context);

        return ValueTask.FromResult<object?>(new Problem(
            StatusCodes.Status503ServiceUnavailable, "The view is catching up.",
            "This instance has just started and is still reading its statistics from Kafka. Another instance may be ready.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Restored = Math.Floor(view.Fraction * 100) / 100,
        });
    }
}
