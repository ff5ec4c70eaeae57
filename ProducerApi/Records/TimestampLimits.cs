using System.Globalization;
using Microsoft.Extensions.Options;

namespace ProducerApi.Records;

/// <summary>
/// How far a timestamp that a client states may be from the clock. The retention of a topic counts from the timestamps of its records: one
/// of last year would be deleted some minutes after its receipt, and one of next year would keep its whole segment until then.
/// </summary>
internal sealed class TimestampLimits(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly TimeSpan _before = options.Value.TimestampBeforeMax;
    private readonly TimeSpan _after = options.Value.TimestampAfterMax;

    /// <summary>Returns the rule that a timestamp violates; null when it is valid.</summary>
    public string? Violation(DateTimeOffset timestamp)
    {
        // Kafka has no times before 1970, and the client library replaces the first millisecond of 1970 by the current time.
        if (timestamp.ToUnixTimeMilliseconds() <= 0) return "must be after 1970-01-01T00:00:00Z";

        var now = time.GetUtcNow();
        if (now - timestamp <= _before && timestamp - now <= _after) return null;

        return string.Create(
            CultureInfo.InvariantCulture,
            $"must be at most {_before} before and {_after} after the clock of the service, {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, ")
            + "because the retention of the topic counts from it; the time of an event belongs in the value";
    }
}
