using Microsoft.OpenApi;
using ServiceDefaults.Http;

namespace ProducerApi.Idempotency;

/// <summary>Describes idempotency keys in the OpenAPI document.</summary>
internal static class IdempotencyDocumentation
{
    private const string KeyDescription = """
        Makes the request safe to retry: the record is published once for all requests with this key, at any instance, after a restart and
        after an outage. A repeated request gets the first receipt, with `Idempotent-Replayed: true`. A key is remembered for 10 minutes
        (`Kafka:Idempotency:Window`). 1 to 255 printable ASCII characters in quotes, or without quotes if it has no spaces, commas,
        semicolons or quotes. Use a new UUID for each record. All clients and addresses of the service share one set of keys.
        """;

    /// <summary>Adds the header <c>Idempotency-Key</c> and the statuses 409 and 422.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .WithOperation(operation =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = IdempotencyKey.Header,
                In = ParameterLocation.Header,
                Description = KeyDescription,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"",
            });
            var published = (OpenApiResponse)operation.Responses!["200"];
            (published.Headers ??= new Dictionary<string, IOpenApiHeader>())[RecordPublisher.ReplayedHeader] = new OpenApiHeader
            {
                Description = "`true`: an earlier request with the same key has published the record.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        });
}
