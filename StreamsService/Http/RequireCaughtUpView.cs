using Messaging.Reading;

namespace StreamsService.Http;

/// <summary>Turns requests away while the view holds a part of what it should, and says how much.</summary>
internal sealed class RequireCaughtUpView(Func<TableProgress> progress) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var view = progress();
        if (view.CaughtUp) return next(context);

        return ValueTask.FromResult<object?>(new Problem(
            StatusCodes.Status503ServiceUnavailable, "The view is catching up.",
            "This instance has started and reads its statistics. Others may have them already.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Restored = Math.Floor(view.Fraction * 100) / 100,
        });
    }
}
