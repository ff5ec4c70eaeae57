using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProducerApi.Security;
using ServiceDefaults;

namespace ProducerApi.Documentation;

/// <summary>Adds to the OpenAPI document what ASP.NET can't derive: texts, the API key, the meaning of each status.</summary>
internal static class ApiDescription
{
    private const string KeyScheme = "ApiKey";

    public static void Describe(OpenApiOptions openApi)
    {
        openApi.AddDocumentTransformer(DescribeDocument);
        openApi.DescribeResponses(MeaningOf);
    }

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Producer API",
            Version = "v1",
            Description = """
                Publishes records to Apache Kafka over HTTP. A successful response contains a receipt, with the partition and offset of the
                record. It is sent after all in-sync replicas have the record. Every response has its trace id in the header `traceresponse`.
                Errors are `application/problem+json`; a 400 lists all errors of the request.
                """,
        };

        if (context.ApplicationServices.GetRequiredService<ApiKey>().IsRequired)
        {
            var scheme = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKey.Header };
            document.AddComponent<IOpenApiSecurityScheme>(KeyScheme, scheme);
            document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        }

        return Task.CompletedTask;
    }

    private static string MeaningOf(string status) => status switch
    {
        "200" => "Published: the broker has acknowledged the record.",
        "400" => "The request is not valid; `errors` lists all errors.",
        "401" => "The API key is missing or wrong.",
        "403" => "This service does not write to that topic.",
        "404" => "The cluster has no such topic or partition.",
        "408" => "The request did not arrive in time.",
        "413" => "The record is larger than this service or the cluster accepts.",
        "415" => "The endpoint does not accept this content type, or the header `Content-Type` is missing.",
        "429" => "The client exceeded its limit of requests per second. Retry after the time in `Retry-After`.",
        "503" => "The broker can't be reached or did not acknowledge in time, or this service is busy. Retry after the time in `Retry-After`.",
        _ => "An unexpected error. Search the log for the trace id.",
    };
}
