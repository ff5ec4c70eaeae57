using Contracts;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ProducerApi.Idempotency;
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
        record. It is sent after all in-sync replicas have the record. Bodies may be encoded: `Content-Encoding` may be gzip, deflate (the
        zlib format), br or zstd. Every `GET` can also be a `HEAD`, which changes nothing.
        """,
        new Dictionary<int, string>
        {
            [200] = "Published: the broker has acknowledged the record.",
            [403] = "This service does not write to that topic, the topic's declared format forbids the value, "
                + "or a page of another site sent the request.",
            [404] = "The cluster has no such topic or partition.",
            [408] = "The request did not arrive in time.",
            [409] = "Another request with the same idempotency key is being processed. Retry after the time in `Retry-After`.",
            [413] = "The record, after its content coding is decoded, is larger than this service or the cluster accepts.",
            [415] = "The content type, charset or content coding is not supported. `Accept-Encoding` lists the supported codings.",
            [422] = "The idempotency key was used for another record.",
            [503] = "The broker can't be reached or did not acknowledge in time, or this service is busy. "
                + "Retry after the time in `Retry-After`.",
        })
    {
        Customize = openApi =>
        {
            openApi.AddDocumentTransformer(DescribeKey);
            openApi.AddSchemaTransformer(DescribeLimits);
        },
    };

    /// <summary>Adds the rules that <see cref="PageEvent.Validate"/> checks, and the member that only this service reads.</summary>
    private static Task DescribeLimits(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type != typeof(PageEvent) || schema.Properties is not { } members) return Task.CompletedTask;

        foreach (var text in new[] { members["name"], members["user"] }.OfType<OpenApiSchema>())
        {
            text.MinLength = 1;
            text.MaxLength = PageEvent.MaxTextLength; // JSON Schema counts code points, too
        }

        members["id"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = IdempotencyKey.MaxLength,
            Description = "The idempotency key of the event. It is no part of the published record.",
        };
        return Task.CompletedTask;
    }

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
