using System.Globalization;
using System.Text.Json;

namespace Chaos.Load;

/// <summary>An event of the load and what its client knows about it. Only its client changes it.</summary>
/// <param name="Number">Its number, by which it is found again. Its user has the same number.</param>
/// <param name="Page">The name of the page.</param>
/// <param name="Date">When the user viewed the page.</param>
/// <param name="Duration">How long, in milliseconds.</param>
/// <param name="IsKeyed">Whether it has an idempotency key, so that it is published once however often it is sent.</param>
internal sealed record LoadEvent(int Number, string Page, DateTimeOffset Date, int Duration, bool IsKeyed)
{
    private const string UserPrefix = "user-";

    /// <summary>The receipt; null while there is none.</summary>
    public Receipt? Receipt { get; set; }

    /// <summary>The number of attempts after which the client does not know whether the event was published.</summary>
    public int UnknownAttempts { get; set; }

    /// <summary>Whether ProducerApi has said that it will not publish the event.</summary>
    public bool IsRefused { get; set; }

    public string User => $"{UserPrefix}{Number.ToString(CultureInfo.InvariantCulture)}";

    public string Key => $"key-{Number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>How often it may be in the log.</summary>
    public int MostCopies
    {
        get
        {
            var attempts = UnknownAttempts + (Receipt is null ? 0 : 1);
            return IsKeyed ? Math.Min(1, attempts) : attempts;
        }
    }

    /// <summary>Returns the number of a user; null when no event of the load has this user.</summary>
    public static int? NumberOf(string? user) =>
        user?.StartsWith(UserPrefix, StringComparison.Ordinal) is true
        && int.TryParse(user.AsSpan(UserPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Returns the event as ProducerApi takes it, on one line.</summary>
    /// <param name="withId">Whether it has its idempotency key as the member <c>id</c>.</param>
    public string ToJson(bool withId) => withId
        ? JsonSerializer.Serialize(new { id = Key, name = Page, user = User, date = Date, duration = Duration })
        : JsonSerializer.Serialize(new { name = Page, user = User, date = Date, duration = Duration });
}

/// <summary>Where an event is, as ProducerApi has said. The offset is null when the brokers have not told it.</summary>
internal readonly record struct Receipt(int Partition, long? Offset)
{
    public bool IsAt(int partition, long offset) => partition == Partition && (Offset ?? offset) == offset;
}
