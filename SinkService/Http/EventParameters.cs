using Contracts;
using ServiceDefaults.Http;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary>The query parameters of a request for events.</summary>
internal sealed class EventParameters
{
    /// <summary>The largest number of events in a response.</summary>
    public const int MaxLimit = 1_000;

    private readonly QueryParameters _parameters;

    /// <summary>Parses and validates the parameters.</summary>
    public EventParameters(IQueryCollection query)
    {
        _parameters = new(query, "page", "user", "from", "to", "before", "limit");
        var (from, to) = _parameters.Period();
        Query = new()
        {
            Page = _parameters.Text("page"),
            User = _parameters.Text("user"),
            From = from,
            To = to,
            Before = Position("before"),
            Limit = _parameters.WholeNumber("limit", 1, MaxLimit) ?? EventQuery.DefaultLimit,
        };
    }

    /// <summary>The query with the given parameters.</summary>
    public EventQuery Query { get; }

    /// <summary>All validation errors; empty when the parameters are valid.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors => _parameters.Errors;

    private EventPosition? Position(string name)
    {
        if (_parameters.Text(name) is not { } text) return null;
        if (EventPosition.Parse(text) is { } position) return position;

        _parameters.AddError(name, "must be taken from before in a response");
        return null;
    }
}
