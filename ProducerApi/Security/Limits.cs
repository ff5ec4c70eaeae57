using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using ServiceDefaults.Http;

namespace ProducerApi.Security;

/// <summary>Marks an endpoint as limited. Health and documentation endpoints are not.</summary>
internal sealed class Limited;

/// <summary>The limits on body size, concurrent requests, and requests per second and client.</summary>
internal static class Limits
{
    private static readonly TimeSpan RetryWhenBusy = TimeSpan.FromSeconds(1);

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        // RequestBody enforces MaxRecordBytes. Beyond its own limit, Kestrel would close the connection instead of discarding the rest of a
        // body that was refused, and a client that sends before it reads would not receive the response.
        builder.Services.AddOptions<KestrelServerOptions>()
            .Configure<IOptions<ApiOptions>>((kestrel, api) => kestrel.Limits.MaxRequestBodySize = api.Value.MaxDiscardedBytes);
        builder.Services.AddRateLimiter();
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<ApiOptions>>((limiter, api) =>
        {
            // The concurrency limiter is first: if the rate limiter rejects a request, its concurrency permit is released. In the other
            // order, a rejected request would lose its rate token.
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(RequestsAtOnce(api.Value), RequestsPerSecond(api.Value));
            limiter.OnRejected = async (rejected, _) => await Rejection(rejected.Lease).ExecuteAsync(rejected.HttpContext);
        });
    }

    public static void UseLimits(this WebApplication app) => app.UseRateLimiter();

    private static PartitionedRateLimiter<HttpContext> RequestsAtOnce(ApiOptions options) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => IsLimited(http)
            ? RateLimitPartition.GetConcurrencyLimiter("all", _ => new() { PermitLimit = options.MaxConcurrentRequests })
            : RateLimitPartition.GetNoLimiter(""));

    private static PartitionedRateLimiter<HttpContext> RequestsPerSecond(ApiOptions options) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => options.RequestsPerSecond > 0 && IsLimited(http)
            ? RateLimitPartition.GetTokenBucketLimiter(ClientOf(http), _ => new()
            {
                TokenLimit = options.RequestsPerSecond,
                TokensPerPeriod = options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            })
            : RateLimitPartition.GetNoLimiter(""));

    private static bool IsLimited(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Limited>() is not null;

    /// <summary>
    /// Callers with the API key share one limit; all others are limited by IP address. So callers without the key can't use up the limit of
    /// those with it.
    /// </summary>
    private static string ClientOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<ApiKey>().IsIn(http.Request) ? "key" : $"address {http.Connection.RemoteIpAddress}";

    private static Problem Rejection(RateLimitLease lease)
    {
        if (lease.TryGetMetadata(MetadataName.RetryAfter, out var time))
        {
            return new(
                StatusCodes.Status429TooManyRequests, "Too many requests.",
                "The client exceeded its limit of requests per second. Retry later, or send many events in one stream.")
            {
                RetryAfter = time,
            };
        }

        return new(
            StatusCodes.Status503ServiceUnavailable, "The service is busy.",
            "The maximum number of concurrent requests is reached. Retry later.")
        {
            RetryAfter = RetryWhenBusy,
        };
    }
}
