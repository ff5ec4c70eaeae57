using System.Globalization;
using System.Text;
using Contracts;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Http;

namespace ProducerApi.Records;

/// <summary>
/// Reads key, partition, timestamp and headers of a record from the query string: <c>key</c>, <c>partition</c>, <c>timestamp</c> (RFC 3339
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
        var error = InstantParameter.Parse(text, out var instant) ?? _timestamps.Violation(instant);
        if (error is null) return instant;

        _errors.Add(new("timestamp", error));
        return null;
    }

    private void AddHeader(string text)
    {
        if (text.Split(':', 2) is not [{ Length: > 0 } name, var value])
        {
            _errors.Add(new("header", $"must be name:value, but is '{text}'"));
        }
        else if (name.Contains('\0', StringComparison.Ordinal)) // consumers that use librdkafka would read the name only up to there
        {
            _errors.Add(new("header", "must have a name without the character U+0000"));
        }
        else
        {
            _headers.Add(new(name, Encoding.UTF8.GetBytes(value)));
        }
    }
}
