using Microsoft.AspNetCore.Http.HttpResults;

namespace InMemoryKafka.Control;

/// <summary>The HTTP endpoints that show the broker and change it. Each may be called again without further effect.</summary>
internal static class BrokerApi
{
    private const int LongestDelay = 60_000;

    public static void MapBroker(this IEndpointRouteBuilder app)
    {
        var broker = app.MapGroup("/broker");
        broker.MapGet("", (InMemoryBroker broker) => State(broker));
        broker.MapPost("/stop", StopAsync);
        broker.MapPost("/start", StartAsync);
        broker.MapPost("/delay", DelayAsync);
    }

    private static async Task<Ok<BrokerState>> StopAsync(InMemoryBroker broker)
    {
        await broker.StopAcceptingAsync();
        return TypedResults.Ok(State(broker));
    }

    private static async Task<Results<Ok<BrokerState>, ProblemHttpResult>> StartAsync(InMemoryBroker broker)
    {
        try
        {
            await broker.StartAcceptingAsync();
            return TypedResults.Ok(State(broker));
        }
        catch (BrokerStartException exception)
        {
            return TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }

    private static async Task<Results<Ok<BrokerState>, ProblemHttpResult>> DelayAsync(InMemoryBroker broker, string? milliseconds)
    {
        if (!int.TryParse(milliseconds, out var delay) || delay is < 0 or > LongestDelay)
        {
            return TypedResults.Problem(
                $"The parameter milliseconds must be a whole number from 0 to {LongestDelay}.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        await broker.DelayAsync(TimeSpan.FromMilliseconds(delay));
        return TypedResults.Ok(State(broker));
    }

    private static BrokerState State(InMemoryBroker broker) => new(
        broker.IsRunning ? "running" : "stopped",
        (int)broker.Delay.TotalMilliseconds,
        broker.BootstrapServers,
        InMemoryBroker.Limits);
}

/// <summary>What <c>GET /broker</c> answers.</summary>
internal sealed record BrokerState(string State, int DelayMilliseconds, string BootstrapServers, IReadOnlyList<string> Limits);
