using Microsoft.Extensions.Options;
using ServiceDefaults.Http;
using StreamsService.Live;

namespace StreamsService.Http;

/// <summary>Rejects a new stream with 503 when this instance has the maximum number of streams open.</summary>
internal sealed class LimitListeners(Listeners listeners, IOptions<LiveOptions> options) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (listeners.TryEnter() is { } lease)
        {
            context.HttpContext.Response.RegisterForDispose(lease); // released when the stream ends
            return next(context);
        }

        return ValueTask.FromResult<object?>(new Problem(
            StatusCodes.Status503ServiceUnavailable, "There are too many listeners.",
            $"This instance has {options.Value.MaxListeners} streams open. Another instance may have room.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        });
    }
}
