namespace KafkaConsole.Layout;

/// <summary>
/// Refuses requests of other sites' pages that change something, and their web sockets: a browser on the network of the console would
/// send them for any page that a person visits. Requests without these headers don't come from a page.
/// </summary>
internal static class SameSite
{
    public static void UseSameSite(this WebApplication app) => app.Use((http, next) =>
    {
        if (IsReadOnly(http) || IsFromOwnPage(http.Request)) return next(http);

        return TypedResults.Problem(
            "A page of another site sent this request.", statusCode: StatusCodes.Status403Forbidden, title: "Not allowed from another site").ExecuteAsync(http);
    });

    private static bool IsReadOnly(HttpContext http) =>
        (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && !http.WebSockets.IsWebSocketRequest;

    private static bool IsFromOwnPage(HttpRequest request)
    {
        // Browsers send it to https addresses and to localhost. Unlike Origin it also holds behind a proxy that changes the host.
        if (request.Headers["Sec-Fetch-Site"] is [{ } site]) return site is "same-origin" or "none";

        return request.Headers.Origin is not [{ } origin] || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == HostOf(request));
    }

    private static string HostOf(HttpRequest request) => Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own) ? own.Authority : "";
}
