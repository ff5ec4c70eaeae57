using System.Globalization;
using System.Text;
using Contracts;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Http;

namespace ProducerApi.Records;

/// <summary>
/// Reads key, partition, timestamp and headers of a record from the query string: <c>key</c>, <c>partition</c>, <c>timestamp</c> (ISO-8601
/// or milliseconds since 1970), and any number of <c>header=name:value</c>, in order. Text is UTF-8.
/// </summary>
internal sealed class RecordParameters
{
    private readonly TimestampLimits _timestamps;
    private readonly List<ValidationError> _errors = [];
    private readonly List<KeyValuePair<string, byte[]?>> _headers = [];

    public RecordParameters(IQueryCollection query, TimestampLimits timestamps)
    {
        _timestamps = timestamps;
        foreach (var (name, values) in query)
        {
            switch (name)
            {
                case "key" when IsSingle(name, values, out var text):
                    Key = Encoding.UTF8.GetBytes(text);
                    break;
                case "partition" when IsSingle(name, values, out var text):
                    Partition = PartitionOf(text);
                    break;
                case "timestamp" when IsSingle(name, values, out var text):
                    Timestamp = TimestampOf(text);
                    break;
                case "header":
                    foreach (var value in values) AddHeader(value ?? "");
                    break;
                case not ("key" or "partition" or "timestamp"):
                    _errors.Add(new(name, "is not a parameter; the parameters are key, partition, timestamp and header"));
                    break;
            }
        }
    }

    /// <summary>All errors in the parameters.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors => _errors;

    public byte[]? Key { get; }

    public int? Partition { get; }

    public DateTimeOffset? Timestamp { get; }

    public IReadOnlyList<KeyValuePair<string, byte[]?>> Headers => _headers;

    private bool IsSingle(string name, StringValues values, out string text)
    {
        text = values[0] ?? "";
        if (values.Count > 1) _errors.Add(new(name, "must be given once"));
        return values.Count == 1;
    }

    private int? PartitionOf(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return partition;

        _errors.Add(new("partition", "must be a whole number, 0 or more"));
        return null;
    }

    private DateTimeOffset? TimestampOf(string text)
    {
        var instant = InstantParameter.Parse(text);
        var error = instant is { } timestamp ? _timestamps.Violation(timestamp) : InstantParameter.Rule;
        if (error is null) return instant;

        _errors.Add(new("timestamp", error));
        return null;
    }

    private void AddHeader(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0) _headers.Add(new(text[..colon], Encoding.UTF8.GetBytes(text[(colon + 1)..])));
        else _errors.Add(new("header", $"must be name:value, but is '{text}'"));
    }
}
