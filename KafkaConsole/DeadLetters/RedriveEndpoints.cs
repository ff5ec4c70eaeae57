using Microsoft.AspNetCore.Http.HttpResults;

namespace KafkaConsole.DeadLetters;

/// <summary>Sends dead letters back.</summary>
internal static class RedriveApi
{
    public static void MapRedrive(this IEndpointRouteBuilder api)
    {
        api.MapPost("/dead-letters/{topic}/redrive", AllAsync);
        api.MapPost("/dead-letters/{topic}/{partition:int:min(0)}/{offset:long:min(0)}/redrive", OneAsync);
    }

    private static async Task<Ok<RedriveProgress>> AllAsync(Redrive redrive, string topic, CancellationToken cancellationToken) =>
        TypedResults.Ok(await redrive.AllAsync(topic, report: null, cancellationToken));

    private static async Task<Results<Ok<RedriveOutcome>, ProblemHttpResult>> OneAsync(
        Redrive redrive, string topic, int partition, long offset, CancellationToken cancellationToken)
    {
        var outcome = await redrive.OneAsync(topic, partition, offset, cancellationToken);
        return outcome.Status switch
        {
            RedriveStatus.Redriven => TypedResults.Ok(outcome),
            RedriveStatus.Already => TypedResults.Problem(
                "It went back before; once is all that is done.", statusCode: StatusCodes.Status409Conflict, title: "Already redriven",
                extensions: [new("went", outcome.Went)]),
            _ => TypedResults.Problem(outcome.Fault, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Can't be redriven"),
        };
    }
}
