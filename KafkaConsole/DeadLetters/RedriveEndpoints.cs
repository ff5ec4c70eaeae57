using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KafkaConsole.DeadLetters;

/// <summary><c>/api/dead-letters/…/redrive</c>: sends dead letters back to their source, if <c>Console:AllowRedrive</c> is true.</summary>
internal static class RedriveEndpoints
{
    private const int MaxBodyBytes = 4 * 1024 * 1024; // a record has about 1 MB at most, and escapes make its JSON longer

    public static void MapRedrive(this IEndpointRouteBuilder api)
    {
        var redrive = api.MapGroup("/dead-letters/{topic}").AddEndpointFilter(RequirePermissionAsync);
        redrive.MapPost("/redrive", RedriveAllAsync);
        redrive.MapGet("/redrive", PreviewAsync);
        redrive.MapPost("/{partition:int:min(0)}/{offset:long:min(0)}/redrive", RedriveAsync)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
    }

    private static ValueTask<object?> RequirePermissionAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value.AllowRedrive
            ? next(context)
            : ValueTask.FromResult<object?>(TypedResults.Problem(
                "This console may not write to Kafka. Set Console:AllowRedrive to true to allow it.",
                statusCode: StatusCodes.Status403Forbidden,
                title: "Redrive is off"));

    private static async Task<Results<Ok<RedrivePreview>, ValidationProblem>> PreviewAsync(
        RedrivePlanner planner, string topic, HttpRequest request, CancellationToken cancellationToken)
    {
        var (selection, errors) = LetterParameters.ParseStrictly(request.Query);
        if (selection is null) return TypedResults.ValidationProblem(errors);

        return TypedResults.Ok(await planner.PreviewAsync(topic, selection, cancellationToken));
    }

    private static async Task<Results<Ok<RedriveProgress>, ValidationProblem>> RedriveAllAsync(
        DeadLetterRedriver redriver, string topic, HttpRequest request, CancellationToken cancellationToken)
    {
        var (selection, errors) = LetterParameters.ParseStrictly(request.Query);
        if (selection is null) return TypedResults.ValidationProblem(errors);

        return TypedResults.Ok(await redriver.RedriveAllAsync(topic, selection, report: null, cancellationToken));
    }

    private static async Task<Results<Ok<RedriveOutcome>, ProblemHttpResult>> RedriveAsync(
        DeadLetterRedriver redriver, string topic, int partition, long offset, HttpRequest request, CancellationToken cancellationToken)
    {
        var (edit, problem) = await EditBody.ReadAsync(request);
        if (problem is not null) return problem;

        var outcome = await redriver.RedriveAsync(topic, partition, offset, edit, cancellationToken);
        return outcome.Status switch
        {
            RedriveStatus.Redriven => TypedResults.Ok(outcome),
            RedriveStatus.AlreadyRedriven => TypedResults.Problem(
                "The dead letter was redriven before. It is not redriven twice.",
                statusCode: StatusCodes.Status409Conflict,
                title: "Already redriven",
                extensions: [new("redrivenTo", outcome.RedrivenTo)]),
            _ => TypedResults.Problem(outcome.Error, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Redrive failed"),
        };
    }
}
