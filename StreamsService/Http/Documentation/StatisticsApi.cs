using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceDefaults.Http;

namespace StreamsService.Http.Documentation;

/// <summary>
/// What the OpenAPI document says about this service: texts, the meaning of each status, and the member <c>restored</c> of problems.
/// </summary>
internal static class StatisticsApi
{
    public static ApiDescription Description { get; } = new(
        "Streams service",
        """
        Statistics of page views per page and window, counted from events in Apache Kafka. Every instance returns the same statistics.
        """,
        new Dictionary<int, string>
        {
            [200] = "As described above.",
            [403] = "This service does not show that topic, or a page of another site sent the request.",
            [404] = "The page has no statistics.",
            [408] = "The body of the event did not arrive in time.",
            [409] = "ProducerApi still processes another request with the same `Idempotency-Key`.",
            [413] = "The event is larger than this service accepts.",
            [422] = "The `Idempotency-Key` was used for another event.",
            [502] = "ProducerApi can't be reached.",
            [503] = "The view of this instance is catching up, this instance has too many open streams, or no ProducerApi is configured.",
            [504] = "ProducerApi did not respond in time.",
        })
    {
        Customize = openApi => openApi.AddSchemaTransformer(DescribeRestored),
    };

    private static Task DescribeRestored(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(ProblemDetails) && schema.Properties is { } members)
        {
            members[RequireCaughtUpView.Restored] =
                new OpenApiSchema { Type = JsonSchemaType.Number, Description = "The part of the view that is restored, from 0 to 1." };
        }

        return Task.CompletedTask;
    }
}
