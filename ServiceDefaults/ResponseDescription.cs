using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ServiceDefaults;

/// <summary>What an OpenAPI document says of the responses that all HTTP services give alike: the trace, problems, when to try again.</summary>
public static class ResponseDescription
{
    /// <summary>Describes each response's status and headers, the members of a problem, and how instants are written.</summary>
    /// <param name="openApi">The options of a document.</param>
    /// <param name="meaningOf">What a status such as <c>404</c> means in this service.</param>
    public static void DescribeResponses(this OpenApiOptions openApi, Func<string, string> meaningOf)
    {
        openApi.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var (status, response) in operation.Responses ?? [])
                if (response is OpenApiResponse described) Describe(described, status, meaningOf(status));

            return Task.CompletedTask;
        });
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            if (type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String; // written so; read as a number of milliseconds as well
            if (type == typeof(ProblemDetails) && schema.Properties is { } members) DescribeProblem(members);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiResponse response, string status, string meaning)
    {
        response.Description = meaning;
        response.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [TraceResponse.Header] = Header("The trace of this request, `00-{trace id}-{span id}-{flags}`."),
        };
        if (status is "429" or "503") response.Headers["Retry-After"] = Header("Seconds to wait before trying again.");
    }

    private static void DescribeProblem(IDictionary<string, IOpenApiSchema> members)
    {
        members["traceId"] = Text("The trace of this request.");
        members["retryAfter"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Seconds to wait before trying again." };
        members["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "All that is wrong, by parameter or member; `$` is a value as a whole.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text("What is expected.") },
        };
    }

    private static OpenApiHeader Header(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
