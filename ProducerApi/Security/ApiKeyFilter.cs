using ServiceDefaults.Http;

namespace ProducerApi.Security;

/// <summary>Rejects requests without the API key.</summary>
internal static class ApiKeyFilter
{
    /// <summary>Requires the API key for all endpoints of a group, if one is configured.</summary>
    public static RouteGroupBuilder RequireApiKey(this RouteGroupBuilder api) => api.AddEndpointFilterFactory((context, next) =>
    {
        var key = context.ApplicationServices.GetRequiredService<ApiKey>();
        if (!key.IsRequired) return next;

        return request => key.IsIn(request.HttpContext.Request) ? next(request) : new(Reject(request.HttpContext));
    });

    private static Problem Reject(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = $"ApiKey header=\"{ApiKey.Header}\"";
        return new(StatusCodes.Status401Unauthorized, "The API key is missing or wrong.", $"Send it in the header {ApiKey.Header}.");
    }
}
