using System.Threading.RateLimiting;
using ProducerApi.Problems;

namespace ProducerApi.Security;

/// <summary>Marks an endpoint whose requests are counted and limited. Health and documentation always answer.</summary>
internal sealed class Limited;

/// <summary>Bounds on what clients can make this service do: body size, requests at once, and requests per second of each client.</summary>
internal static class Limits
{
    private static readonly TimeSpan RetryWhenBusy = TimeSpan.FromSeconds(1);

    public static void AddLimits(this WebApplicationBuilder builder, ApiOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRecordBytes;
        });

        builder.Services.AddRateLimiter(limiter =>
        {
            // Requests at once go first: one that is turned away by the second limit gives its place back.
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(RequestsAtOnce(options), RequestsPerSecond(options));
            limiter.OnRejected = async (rejected, _) => await Refusal(rejected.Lease).AnswerAsync(rejected.HttpContext);
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

    /// <summary>Who has the key is one client, wherever it calls from; whoever has not is told apart by address, and so can't use up the other's share.</summary>
    private static string ClientOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<ApiKey>().IsIn(http.Request) ? "key" : $"address {http.Connection.RemoteIpAddress}";

    private static Problem Refusal(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var time)
        ? new(StatusCodes.Status429TooManyRequests, "Too many requests.", "This client makes more requests per second than it may. Streams carry more events per request.")
        {
            RetryAfter = time,
        }
        : new(StatusCodes.Status503ServiceUnavailable, "The service is busy.", "As many requests as this service takes are under way.")
        {
            RetryAfter = RetryWhenBusy,
        };
}
