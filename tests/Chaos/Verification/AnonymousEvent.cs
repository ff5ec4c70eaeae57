using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Chaos.Verification;

/// <summary>An event of <c>page-events-json</c>: with a hash in place of its user.</summary>
internal sealed record AnonymousEvent(string Name, string User, DateTimeOffset Date, long Duration, string DurationClass)
{
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    /// <summary>Returns the event of a record.</summary>
    public static AnonymousEvent Decode(TopicRecord record) => JsonSerializer.Deserialize<AnonymousEvent>(record.Value, Web)!;

    /// <summary>Returns what JsonService must make of an event.</summary>
    public static AnonymousEvent Of(LoggedEvent logged, string userHashKey) => new(
        logged.Name,
        HashOf(logged.User, userHashKey),
        logged.Date,
        logged.Duration,
        logged.Duration <= 100 ? "glance" : logged.Duration <= 1_000 ? "brief" : logged.Duration <= 5_000 ? "medium" : "extended");

    /// <summary>Returns the hash of a user.</summary>
    public static string HashOf(string user, string key) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(user)));
}
