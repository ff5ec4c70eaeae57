namespace KafkaConsole.Shared;

/// <summary>
/// The dashboard listens on loopback addresses, but any page in a browser of this machine can send requests there. It answers those only that
/// name it as localhost, so that no other name can be bound to this address, and those that come from pages of its own or from no page.
/// </summary>
internal static class SameSite
{
    private const string Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    public static void UseSameSite(this WebApplication app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        if (IsOwn(http.Request)) return next(http);

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static bool IsOwn(HttpRequest request) =>
        OwnNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase)
        && (request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}");
}
