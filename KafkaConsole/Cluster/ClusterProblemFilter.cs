using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Cluster;

/// <summary>Makes a <see cref="ClusterException"/> a problem response.</summary>
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
            if (e.Kind is ClusterErrorKind.Unavailable) context.HttpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            return ProblemOf(e);
        }
    }

    private static ProblemHttpResult ProblemOf(ClusterException e) => e.Kind switch
    {
        ClusterErrorKind.Unavailable => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Kafka is not available"),
        ClusterErrorKind.NotFound => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status404NotFound, title: "Not found"),
        ClusterErrorKind.NotSupported => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status501NotImplemented, title: "Not available on this cluster"),
        _ => TypedResults.Problem(e.Message, statusCode: StatusCodes.Status502BadGateway, title: "Kafka refuses"),
    };
}
