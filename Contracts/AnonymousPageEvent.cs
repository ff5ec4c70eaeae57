using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>A <see cref="PageEvent"/> that names nobody: the record on <see cref="Topics.PageEventsJson"/>.</summary>
/// <param name="Name">The page. It is the record's key.</param>
/// <param name="User">A keyed hash of the user: the same user has the same hash, and nobody without the key can tell who it is.</param>
/// <param name="Date">When the page was looked at. It is the record's timestamp.</param>
/// <param name="Duration">For how long, in milliseconds.</param>
/// <param name="DurationClass"><paramref name="Duration"/> in words.</param>
public sealed record AnonymousPageEvent(string Name, string User, DateTimeOffset Date, long Duration, DurationClass DurationClass);

/// <summary>How long somebody looked at a page, in words.</summary>
[JsonConverter(typeof(DurationClassJson))]
public enum DurationClass
{
    /// <summary>Up to 100 ms: nobody read anything. Statistics leave it out.</summary>
    Glance,

    /// <summary>Up to a second.</summary>
    Brief,

    /// <summary>Up to five seconds.</summary>
    Medium,

    /// <summary>Longer than five seconds.</summary>
    Extended,
}

/// <summary>Writes <see cref="DurationClass"/> as <c>"glance"</c>, <c>"brief"</c>, <c>"medium"</c> or <c>"extended"</c>.</summary>
public sealed class DurationClassJson() : JsonStringEnumConverter<DurationClass>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
