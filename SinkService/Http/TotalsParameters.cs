using Contracts;
using ServiceDefaults.Http;
using SinkService.Database;
using SinkService.Queries;

namespace SinkService.Http;

/// <summary>The query parameters of a request for totals.</summary>
internal sealed class TotalsParameters
{
    private readonly QueryParameters _parameters;

    /// <summary>Parses and validates the parameters.</summary>
    public TotalsParameters(IQueryCollection query)
    {
        _parameters = new(query, "page", "from", "to", "bucket");
        var (from, to) = _parameters.Period();
        Query = new() { Page = _parameters.Text("page"), From = from, To = to, Bucket = Bucket("bucket") };
    }

    /// <summary>The query with the given parameters.</summary>
    public TotalsQuery Query { get; }

    /// <summary>All validation errors; empty when the parameters are valid.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors => _parameters.Errors;

    /// <summary>The parameter that names a bucket.</summary>
    public static string NameOf(TimeBucket bucket) => bucket switch
    {
        TimeBucket.Minute => "minute",
        TimeBucket.Hour => "hour",
        _ => "day",
    };

    private TimeBucket Bucket(string name)
    {
        var text = _parameters.Text(name);
        if (text is null) return TimeBucket.Hour;
        foreach (var bucket in Enum.GetValues<TimeBucket>())
        {
            if (text == NameOf(bucket)) return bucket;
        }

        _parameters.AddError(name, "must be minute, hour or day");
        return TimeBucket.Hour;
    }
}
