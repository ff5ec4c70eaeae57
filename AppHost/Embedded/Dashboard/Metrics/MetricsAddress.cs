using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Metrics;

/// <summary>What the page of the metrics shows, as its address has it.</summary>
/// <param name="Resource">The name of a resource, or of a service with all its replicas; null is all.</param>
/// <param name="Meter">The meter of the instrument that is shown; null where none is.</param>
/// <param name="Instrument">The instrument that is shown; null where none is.</param>
public sealed record MetricsAddress(string? Resource, string? Meter, string? Instrument)
{
    private const string FilterPrefix = "filter.";
    private const int DefaultMinutes = 5;

    /// <summary>How far back the page may look, in minutes.</summary>
    public static readonly IReadOnlyList<int> Durations = [1, 5, 10];

    /// <summary>How far back the page looks, in minutes.</summary>
    public int Minutes { get; init; } = DefaultMinutes;

    /// <summary>The attribute by whose values the instrument is split; null where all is one line.</summary>
    public string? Split { get; init; }

    /// <summary>What is shown of a histogram that is split: <c>p50</c>, <c>p90</c>, <c>p99</c> or <c>rate</c>.</summary>
    public string? Show { get; init; }

    /// <summary>Which values of which attributes count; an attribute that isn't here may have any.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Filters { get; init; } = [];

    /// <summary>How far back the page looks.</summary>
    internal TimeSpan Duration => TimeSpan.FromMinutes(Minutes);

    /// <summary>Reads the query of an address; what makes no sense is as if it were not there.</summary>
    internal static MetricsAddress Of(string? resource, string? meter, string? instrument, Uri uri)
    {
        var query = QueryHelpers.ParseQuery(uri.Query);
        return new(resource, meter, instrument)
        {
            Minutes = int.TryParse(query.GetValueOrDefault("duration"), out var minutes) && Durations.Contains(minutes) ? minutes : DefaultMinutes,
            Split = query.GetValueOrDefault("split") is [{ Length: > 0 } split, ..] ? split : null,
            Show = query.GetValueOrDefault("show") is [{ Length: > 0 } show, ..] ? show : null,
            Filters =
            [
                .. from pair in query
                   where pair.Key.StartsWith(FilterPrefix, StringComparison.Ordinal)
                   from value in pair.Value
                   where value is not null
                   select KeyValuePair.Create(pair.Key[FilterPrefix.Length..], value),
            ],
        };
    }

    /// <summary>Whether what has these attributes is shown.</summary>
    internal bool Includes(Func<string, string?> attribute) =>
        Filters.GroupBy(filter => filter.Key, filter => filter.Value).All(values => values.Contains(attribute(values.Key) ?? ""));

    /// <summary>The same with a value of an attribute chosen, or no longer.</summary>
    internal MetricsAddress Toggle(string attribute, string value)
    {
        var filter = KeyValuePair.Create(attribute, value);
        return this with { Filters = Filters.Contains(filter) ? [.. Filters.Where(other => !other.Equals(filter))] : [.. Filters, filter] };
    }

    /// <summary>Another instrument of the same resource, over the same time.</summary>
    internal MetricsAddress At(string meter, string instrument) => new(Resource, meter, instrument) { Minutes = Minutes };

    /// <summary>The address, relative to the dashboard's.</summary>
    public override string ToString()
    {
        var path = "metrics";
        if (Resource is not null)
            path += $"/resource/{Uri.EscapeDataString(Resource)}";
        if (Resource is not null && Meter is not null && Instrument is not null)
            path += $"/meter/{Uri.EscapeDataString(Meter)}/instrument/{Uri.EscapeDataString(Instrument)}";

        List<KeyValuePair<string, string?>> query = [];
        if (Minutes != DefaultMinutes)
            query.Add(new("duration", $"{Minutes}"));
        if (Split is not null)
            query.Add(new("split", Split));
        if (Show is not null)
            query.Add(new("show", Show));
        query.AddRange(Filters.Select(filter => KeyValuePair.Create(FilterPrefix + filter.Key, (string?)filter.Value)));
        return QueryHelpers.AddQueryString(path, query);
    }
}
