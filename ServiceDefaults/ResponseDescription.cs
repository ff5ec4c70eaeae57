using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ServiceDefaults;

/// <summary>Describes in the OpenAPI document what all HTTP services have in common: trace header, problem details and <c>Retry-After</c>.</summary>
public static class ResponseDescription
{
    /// <summary>Describes the status and headers of each response, the members of problem details, and the format of instants.</summary>
    /// <param name="openApi">The options of the OpenAPI document.</param>
    /// <param name="meaningOf">Returns the meaning of a status, such as <c>404</c>, in this service.</param>
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
            if (type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String; // responses have strings; requests can also have milliseconds
            if (type == typeof(ProblemDetails) && schema.Properties is { } members) DescribeProblem(members);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiResponse response, string status, string meaning)
    {
        response.Description = meaning;
        response.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [TraceResponse.Header] = Header("The trace context of this request, `00-{trace id}-{span id}-{flags}`."),
        };
        if (status is "429" or "503") response.Headers["Retry-After"] = Header("Seconds to wait before trying again.");
    }

    private static void DescribeProblem(IDictionary<string, IOpenApiSchema> members)
    {
        members["traceId"] = Text("The trace id of this request.");
        members["retryAfter"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "Seconds to wait before trying again." };
        members["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "All validation errors, by parameter or JSON member; `$` is the whole value.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text("The rule that the value violates.") },
        };
    }

    private static OpenApiHeader Header(string description) => new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
