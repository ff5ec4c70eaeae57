using Contracts;
using ServiceDefaults.Http;
using StreamsService.View;

namespace StreamsService.Http;

/// <summary>The query parameters of a request for statistics.</summary>
internal sealed class StatisticsParameters
{
    /// <summary>The largest number of windows in a response.</summary>
    public const int MaxLimit = 1_000;

    private readonly QueryParameters _parameters;

    /// <summary>Parses and validates the parameters.</summary>
    /// <param name="query">The query string of the request.</param>
    /// <param name="names">The parameters that this endpoint accepts; any other is an error.</param>
    public StatisticsParameters(IQueryCollection query, params IReadOnlyCollection<string> names)
    {
        _parameters = new(query, names);
        Limit = _parameters.WholeNumber("limit", 1, MaxLimit);
        var (from, to) = _parameters.Period();
        var all = new StatisticsQuery();
        Query = all with
        {
            Page = _parameters.Text("page"),
            Search = _parameters.Text("search"),
            From = from,
            To = to,
            Before = Cursor("before"),
            Limit = Limit ?? all.Limit,
        };
    }

    /// <summary>The query with the given parameters.</summary>
    public StatisticsQuery Query { get; }

    /// <summary>The parameter <c>limit</c>; null when it was not given.</summary>
    public int? Limit { get; }

    /// <summary>All validation errors; empty when the parameters are valid.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors => _parameters.Errors;

    private StatisticsCursor? Cursor(string name)
    {
        if (_parameters.Text(name) is not { } text) return null;
        if (StatisticsCursor.TryParse(text, out var cursor)) return cursor;

        _parameters.AddError(name, "must be taken from next in a response");
        return null;
    }
}
