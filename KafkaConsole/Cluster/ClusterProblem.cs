using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.Cluster;

/// <summary>Answers with a problem when the cluster has no answer.</summary>
internal static class ClusterProblem
{
    private const string RetryAfterSeconds = "2";

    public static async ValueTask<object?> FromFaultAsync(EndpointFilterInvocationContext request, EndpointFilterDelegate next)
    {
        try
        {
            return await next(request);
        }
        catch (ClusterException e)
        {
            return Of(e, request.HttpContext);
        }
    }

    private static ProblemHttpResult Of(ClusterException fault, HttpContext http)
    {
        if (fault.Fault is ClusterFault.Unavailable) http.Response.Headers.RetryAfter = RetryAfterSeconds;

        return fault.Fault switch
        {
            ClusterFault.Unavailable => TypedResults.Problem(fault.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Kafka is not available"),
            ClusterFault.Unknown => TypedResults.Problem(fault.Message, statusCode: StatusCodes.Status404NotFound, title: "Not found"),
            _ => TypedResults.Problem(fault.Message, statusCode: StatusCodes.Status502BadGateway, title: "Kafka refuses"),
        };
    }
}
