using System.Globalization;
using Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ServiceDefaults.Http;

/// <summary>
/// Describes in the OpenAPI document what all HTTP services have in common: trace header, problem details and <c>Retry-After</c>.
/// </summary>
internal static class ResponseDescription
{
    /// <summary>Describes the status and headers of each response, the members of problem details, and the format of instants.</summary>
    /// <param name="openApi">The options of the OpenAPI document.</param>
    /// <param name="statuses">The meaning of each status in this service.</param>
    public static void DescribeResponses(this OpenApiOptions openApi, IReadOnlyDictionary<int, string> statuses)
    {
        openApi.AddOperationTransformer((operation, _, _) =>
        {
            foreach (var (code, response) in operation.Responses ?? [])
            {
                var status = int.Parse(code, CultureInfo.InvariantCulture);
                var meaning = statuses.GetValueOrDefault(status) ?? MeaningOf(status);
                if (response is OpenApiResponse described) Describe(described, status, meaning);
            }

            return Task.CompletedTask;
        });
        openApi.AddSchemaTransformer((schema, context, _) =>
        {
            var type = context.JsonTypeInfo.Type;
            // The schema generator does not know what these types' converters read and write.
            if (type == typeof(DateTimeOffset)) schema.Type = JsonSchemaType.String;
            if (type == typeof(long)) schema.Type = JsonSchemaType.Integer;
            if (context.JsonPropertyInfo is { } member && member.DeclaringType == typeof(PageEvent)) DescribeMember(schema, type);
            if (type == typeof(ProblemDetails) && schema.Properties is { } members) DescribeProblem(members);
            return Task.CompletedTask;
        });
    }

    private static void DescribeMember(OpenApiSchema schema, Type type)
    {
        if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | JsonSchemaType.Integer;
            schema.Description = "RFC 3339, with an offset, or milliseconds since 1970-01-01T00:00:00Z. Responses have RFC 3339 in UTC.";
        }
        else if (type == typeof(long))
        {
            schema.Minimum = "0";
            schema.Description = "Milliseconds.";
        }
    }

    private static string MeaningOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid; `errors` lists all errors.",
        StatusCodes.Status401Unauthorized => "The API key is missing or wrong.",
        StatusCodes.Status414UriTooLong => "The request line, which contains the address, has more than 8 KiB.",
        StatusCodes.Status415UnsupportedMediaType =>
            "The endpoint does not accept this content type, or the header `Content-Type` is missing.",
        StatusCodes.Status429TooManyRequests =>
            "The client exceeded its limit of requests per second. Retry after the time in `Retry-After`.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers have more than 32 KiB, or are more than 100.",
        _ => "An unexpected error. Search the log for the trace id.",
    };

    private static void Describe(OpenApiResponse response, int status, string meaning)
    {
        response.Description = meaning;
        response.Headers = new Dictionary<string, IOpenApiHeader>
        {
            [TraceResponse.Header] = Header("The trace context of this request, `00-{trace id}-{span id}-{flags}`."),
        };
        if (status is 415) response.Headers["Accept-Encoding"] = Header("If the content coding is not supported: the supported ones.");
        if (status is 409 or 429 or 503) response.Headers["Retry-After"] = Header("Seconds to wait before trying again.");
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

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
