using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProducerApi.Security;
using ServiceDefaults.Http;

namespace ProducerApi.Documentation;

/// <summary>What the OpenAPI document says about this service: texts, the meaning of each status, the API key.</summary>
internal static class PublishingApi
{
    private const string KeyScheme = "ApiKey";

    public static ApiDescription Description { get; } = new(
        "Producer API",
        """
        Publishes records to Apache Kafka over HTTP. A successful response contains a receipt, with the partition and offset of the
        record. It is sent after all in-sync replicas have the record.
        """,
        new Dictionary<int, string>
        {
            [200] = "Published: the broker has acknowledged the record.",
            [403] = "This service does not write to that topic.",
            [404] = "The cluster has no such topic or partition.",
            [408] = "The request did not arrive in time.",
            [409] = "Another request with the same idempotency key is being processed. Retry after the time in `Retry-After`.",
            [413] = "The record is larger than this service or the cluster accepts.",
            [422] = "The idempotency key was used for another record.",
            [503] = "The broker can't be reached or did not acknowledge in time, or this service is busy. "
                + "Retry after the time in `Retry-After`.",
        })
    {
        Customize = openApi => openApi.AddDocumentTransformer(DescribeKey),
    };

    private static Task DescribeKey(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        if (!context.ApplicationServices.GetRequiredService<ApiKey>().IsRequired) return Task.CompletedTask;

        var scheme = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKey.Header };
        document.AddComponent<IOpenApiSecurityScheme>(KeyScheme, scheme);
        document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        return Task.CompletedTask;
    }
}
