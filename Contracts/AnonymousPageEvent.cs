using System.Text.Json.Serialization;

namespace Contracts;

/// <summary>A <see cref="PageEvent"/> without the name of the user: the record on <see cref="Topics.PageEventsJson"/>.</summary>
/// <param name="Name">The page's name, which is the record's key.</param>
/// <param name="User">A keyed hash of the user. The same user always has the same hash; without the key, the hash does not reveal the user.</param>
/// <param name="Date">When the user viewed the page.</param>
/// <param name="Duration">How long the user viewed the page, in milliseconds.</param>
/// <param name="DurationClass">The class of <paramref name="Duration"/>.</param>
public sealed record AnonymousPageEvent(
    string Name,
    string User,
    DateTimeOffset Date,
    [property: JsonConverter(typeof(JsonInteger))] long Duration,
    DurationClass DurationClass);

/// <summary>How long a user viewed a page, as one of four classes.</summary>
[JsonConverter(typeof(DurationClassJson))]
public enum DurationClass
{
    /// <summary>Up to 100 ms, too short to read anything. Statistics ignore these events.</summary>
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
