using System.Globalization;
using Contracts;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Http;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>The query parameters of a request for statistics. A parameter without a value is treated as absent.</summary>
internal sealed class StatisticsParameters
{
    /// <summary>The largest number of windows in a response.</summary>
    public const int MaxLimit = 1_000;

    private readonly List<ValidationError> _errors = [];

    /// <summary>Parses and validates the parameters.</summary>
    /// <param name="query">The query string of the request.</param>
    /// <param name="names">The parameters that this endpoint accepts; any other is an error.</param>
    public StatisticsParameters(IQueryCollection query, params IReadOnlyCollection<string> names)
    {
        _errors.AddRange(InvalidParameters.UnknownIn(query, names));
        foreach (var (name, values) in query.Where(parameter => names.Contains(parameter.Key)))
        {
            if (IsGivenOnce(name, values, out var text)) Read(name, text);
        }

        if (Query.From >= Query.To) _errors.Add(new("to", "must be after from"));
    }

    /// <summary>The query with the given parameters.</summary>
    public StatisticsQuery Query { get; private set; } = new();

    /// <summary>The parameter <c>limit</c>; null when it was not given.</summary>
    public int? Limit { get; private set; }

    /// <summary>All validation errors; empty when the parameters are valid.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors => _errors;

    private void Read(string name, string text) => Query = name switch
    {
        "page" => Query with { Page = text },
        "search" => Query with { Search = text },
        "from" => Query with { From = InstantOf(name, text) },
        "to" => Query with { To = InstantOf(name, text) },
        "before" => Query with { Before = CursorOf(name, text) },
        "limit" => Query with { Limit = (Limit = LimitOf(name, text)).Value },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown parameter."),
    };

    private bool IsGivenOnce(string name, StringValues values, out string text)
    {
        text = values[0] ?? "";
        if (values.Count > 1) _errors.Add(new(name, "must be given once"));
        return values.Count == 1 && text.Length > 0;
    }

    private int LimitOf(string name, string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit);
        if (isNumber && limit is >= 1 and <= MaxLimit) return limit;

        _errors.Add(new(name, $"must be a whole number from 1 to {MaxLimit}"));
        return 1;
    }

    private DateTimeOffset? InstantOf(string name, string text)
    {
        if (InstantParameter.Parse(text, out var instant) is not { } error) return instant;

        _errors.Add(new(name, error));
        return null;
    }

    private StatisticsCursor? CursorOf(string name, string text)
    {
        if (StatisticsCursor.TryParse(text, out var cursor)) return cursor;

        _errors.Add(new(name, "must be taken from next in a response"));
        return null;
    }
}
