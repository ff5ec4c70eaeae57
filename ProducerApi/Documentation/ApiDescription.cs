using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProducerApi.Security;
using ServiceDefaults;

namespace ProducerApi.Documentation;

/// <summary>What the OpenAPI document says beyond what the endpoints' types say: prose, the API key, what each status means.</summary>
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
                Publishes records to Apache Kafka over HTTP. A receipt names the partition and offset of a record and is given only after all
                in-sync replicas have it. Every answer carries the id of its trace in the header `traceresponse`; errors are
                `application/problem+json`, and a 400 names everything that is wrong at once.
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
        "400" => "Something that was sent is wrong; `errors` names everything that is.",
        "401" => "The API key is missing or wrong.",
        "403" => "This service does not write to that topic.",
        "404" => "The cluster has no such topic or partition.",
        "408" => "The request did not arrive in time.",
        "413" => "The record is larger than this service or the cluster accepts.",
        "415" => "Not a content type that this address takes.",
        "429" => "This client makes more requests per second than it may.",
        "503" => "The broker does not acknowledge in time, can't be reached, or this service is busy. It may be worth trying again.",
        _ => "An unexpected error. Its trace id leads to the reason in the log.",
    };
}
