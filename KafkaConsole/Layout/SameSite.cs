namespace KafkaConsole.Layout;

/// <summary>
/// Refuses requests of other sites' pages that change something, and their web sockets. Without this, any page that a person visits could
/// send them, because it is the person's browser that reaches the console. Requests without the headers of a browser are not refused: they
/// don't come from a page.
/// </summary>
internal static class SameSite
{
    public static void UseSameSite(this WebApplication app) => app.Use((http, next) =>
    {
        if (IsReadOnly(http) || IsFromOwnPage(http.Request)) return next(http);

        return TypedResults.Problem(
            "A page of another site sent this request.",
            statusCode: StatusCodes.Status403Forbidden,
            title: "Not allowed from another site").ExecuteAsync(http);
    });

    private static bool IsReadOnly(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && !http.WebSockets.IsWebSocketRequest;

    private static bool IsFromOwnPage(HttpRequest request)
    {
        // Browsers send this header to https addresses and to localhost. Unlike Origin, it is right behind a proxy that changes the host.
        if (request.Headers["Sec-Fetch-Site"] is [{ } site]) return site is "same-origin" or "none";

        if (request.Headers.Origin is not [{ } origin]) return true;

        return Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == HostOf(request);
    }

    private static string HostOf(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own) ? own.Authority : "";
}
