using System.Globalization;
using Contracts;
using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Http;

/// <summary>
/// Reads the query parameters of a request and collects the errors of all of them. A parameter without a value is treated as absent.
/// </summary>
public sealed class QueryParameters
{
    private readonly Dictionary<string, string> _texts = [];
    private readonly List<ValidationError> _errors = [];

    /// <summary>Finds the parameters of an endpoint. One that is given twice, or that the endpoint does not accept, is an error.</summary>
    /// <param name="query">The query string of the request.</param>
    /// <param name="names">The parameters that the endpoint accepts.</param>
    public QueryParameters(IQueryCollection query, params IReadOnlyCollection<string> names)
    {
        _errors.AddRange(InvalidParameters.UnknownIn(query, names));
        foreach (var (name, values) in query.Where(parameter => names.Contains(parameter.Key)))
        {
            if (values.Count > 1) AddError(name, "must be given once");
            else if (values is [{ Length: > 0 } text]) _texts[name] = text;
        }
    }

    /// <summary>All errors that were found so far; empty when the parameters are valid.</summary>
    public IReadOnlyList<ValidationError> Errors => _errors;

    /// <summary>The value of a parameter; null when it was not given.</summary>
    public string? Text(string name) => _texts.GetValueOrDefault(name);

    /// <summary>An instant in one of the formats of <see cref="Contracts.Instant"/>; null when it was not given or is not valid.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text) return null;
        if (InstantParameter.Parse(text, out var instant) is not { } error) return instant;

        AddError(name, error);
        return null;
    }

    /// <summary>A whole number within these limits; null when it was not given or is not valid.</summary>
    public int? WholeNumber(string name, int minimum, int maximum)
    {
        if (Text(name) is not { } text) return null;

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= minimum && number <= maximum) return number;

        AddError(name, $"must be a whole number from {minimum} to {maximum}");
        return null;
    }

    /// <summary>The time from <c>from</c>, inclusive, to <c>to</c>, exclusive, each null when it was not given or is not valid.</summary>
    public (DateTimeOffset? From, DateTimeOffset? To) Period()
    {
        var (from, to) = (Instant("from"), Instant("to"));
        if (from >= to) AddError("to", "must be after from");
        return (from, to);
    }

    /// <summary>Adds an error that the endpoint itself has found.</summary>
    public void AddError(string name, string rule) => _errors.Add(new(name, rule));
}
