using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ServiceDefaults.Http;

/// <summary>
/// Gives escapes in addresses their meaning (RFC 3986, section 2.1): they stand for the bytes of UTF-8 text, in every segment of a path and
/// every parameter of a query. A request whose escapes stand for nothing is refused; the framework would read it as another text.
/// </summary>
internal static class Escapes
{
    /// <summary>
    /// Refuses addresses with invalid escapes, and decodes the parameters in the route, of which the server leaves <c>%2F</c> as it is.
    /// Must run after routing.
    /// </summary>
    public static void UseEscapes(this WebApplication app) => app.Use((http, next) =>
    {
        var target = RequestTarget.Of(http);
        if (!target.HasEscapes) return next(http);

        var errors = target.Errors().ToList();
        if (errors.Count > 0) return Problem.Invalid("The address is not valid.", errors).ExecuteAsync(http);

        if (http.GetEndpoint() is RouteEndpoint endpoint) DecodeParameters(http.Request, endpoint.RoutePattern, target);
        return next(http);
    });

    private static void DecodeParameters(HttpRequest request, RoutePattern route, RequestTarget target)
    {
        var pathBase = request.PathBase.Value?.Count(c => c == '/') ?? 0;
        var segments = target.Segments().Skip(pathBase).ToList();
        foreach (var (index, segment) in route.PathSegments.Index().TakeWhile(it => it.Index < segments.Count))
        {
            if (segment.Parts is not [RoutePatternParameterPart parameter]) continue;

            request.RouteValues[parameter.Name] = parameter.IsCatchAll ? string.Join('/', segments.Skip(index)) : segments[index];
        }
    }
}
