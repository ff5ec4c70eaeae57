using StreamsService.Live;

namespace StreamsService.Http;

/// <summary>Turns listeners away when there are as many as this instance takes.</summary>
internal sealed class LimitListeners(Listeners listeners, LiveOptions options) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (listeners.TryEnter() is { } lease)
        {
            context.HttpContext.Response.RegisterForDispose(lease); // when the stream has ended
            return next(context);
        }

        return ValueTask.FromResult<object?>(new Problem(
            StatusCodes.Status503ServiceUnavailable, "There are too many listeners.",
            $"This instance has {options.MaxListeners} streams open. Others may have room.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        });
    }
}
