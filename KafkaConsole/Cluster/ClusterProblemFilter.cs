using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Cluster;

/// <summary>Turns a <see cref="ClusterException"/> into a problem response.</summary>
internal static class ClusterProblemFilter
{
    private const string RetryAfterSeconds = "2";

    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ClusterException e)
        {
            var canRetry = e.Kind is ClusterErrorKind.Unavailable or ClusterErrorKind.Superseded;
            if (canRetry) context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return ProblemOf(e);
        }
    }

    private static ProblemHttpResult ProblemOf(ClusterException e)
    {
        var (status, title) = e.Kind switch
        {
            ClusterErrorKind.Unavailable => (StatusCodes.Status503ServiceUnavailable, "Kafka is not available"),
            ClusterErrorKind.Superseded => (StatusCodes.Status503ServiceUnavailable, "Another console redrives"),
            ClusterErrorKind.NotFound => (StatusCodes.Status404NotFound, "Not found"),
            ClusterErrorKind.NotSupported => (StatusCodes.Status501NotImplemented, "Not available on this cluster"),
            _ => (StatusCodes.Status502BadGateway, "Kafka refuses"),
        };
        return TypedResults.Problem(e.Message, statusCode: status, title: title);
    }
}
