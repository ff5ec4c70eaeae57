using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;
using ServiceDefaults.Http;

namespace KafkaConsole.Search;

/// <summary>Reads a <see cref="RecordFilter"/> from the query of a URL. An empty parameter is no criterion.</summary>
internal sealed class RecordFilterParameters
{
    /// <summary>The most characters of one parameter. Escaped, it fits in an address of 8 KiB, whatever the characters are.</summary>
    public const int MaxLength = 500;

    public const string Key = "key";
    public const string KeyMatch = "keyMatch";
    public const string Text = "text";
    public const string IgnoreCase = "ignoreCase";
    public const string Json = "json";
    public const string Header = "header";
    public const string HeaderValue = "headerValue";
    public const string FromTime = "fromTime";
    public const string ToTime = "toTime";
    public const string FromOffset = "fromOffset";
    public const string ToOffset = "toOffset";

    /// <summary>The names of all parameters.</summary>
    public static readonly IReadOnlyList<string> All =
        [Key, KeyMatch, Text, IgnoreCase, Json, Header, HeaderValue, FromTime, ToTime, FromOffset, ToOffset];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, string[]> _errors = [];

    private RecordFilterParameters(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        foreach (var (name, values) in query)
        {
            if (All.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } parameter) continue;

            if (values.Count > 1) Report(parameter, "is given more than once");
            else if (values is [{ Length: > 0 } value]) Add(parameter, value);
        }
    }

    /// <summary>Whether the query has any criterion, valid or not.</summary>
    public static bool AreIn(IEnumerable<KeyValuePair<string, StringValues>> query) =>
        query.Any(parameter =>
            All.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase) && !StringValues.IsNullOrEmpty(parameter.Value));

    /// <summary>Reads the filter. Parameters of other names are ignored.</summary>
    /// <returns>The filter, and the errors by parameter. The filter is to be used only if there are no errors.</returns>
    public static (RecordFilter Filter, Dictionary<string, string[]> Errors) Parse(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var parameters = new RecordFilterParameters(query);
        return (parameters.Filter(), parameters._errors);
    }

    private RecordFilter Filter()
    {
        var ignoresCase = IsTrue(IgnoreCase);
        var filter = new RecordFilter
        {
            Key = BytesOf(Key),
            KeyMatch = MatchOf(_values.GetValueOrDefault(KeyMatch)),
            Text = _values.TryGetValue(Text, out var text) ? new(text, ignoresCase) : null,
            Json = Conditions(),
            Header = _values.GetValueOrDefault(Header),
            HeaderValue = BytesOf(HeaderValue),
            FromTime = TimeIn(FromTime),
            ToTime = TimeIn(ToTime),
            FromOffset = OffsetIn(FromOffset),
            ToOffset = OffsetIn(ToOffset),
        };
        if (filter is { HeaderValue: not null, Header: null }) Report(HeaderValue, $"needs the name of the header in {Header}");
        if (filter.FromTime >= filter.ToTime) Report(ToTime, $"must be later than {FromTime}");
        if (filter.FromOffset >= filter.ToOffset) Report(ToOffset, $"must be greater than {FromOffset}");
        return filter;
    }

    private void Add(string name, string value)
    {
        if (value.Length > MaxLength) Report(name, $"has more than {MaxLength} characters");
        else if (!IsUnicode(value)) Report(name, "is not valid Unicode: it has one half of a surrogate pair");
        else _values[name] = value;
    }

    private byte[]? BytesOf(string name) => _values.TryGetValue(name, out var value) ? Utf8.GetBytes(value) : null;

    private KeyMatch MatchOf(string? value)
    {
        switch (value)
        {
            case null or "exact": return Search.KeyMatch.Exact;
            case "prefix": return Search.KeyMatch.Prefix;
            case "contains": return Search.KeyMatch.Contains;
            default:
                Report(KeyMatch, $"'{value}' is not exact, prefix or contains");
                return default;
        }
    }

    private bool IsTrue(string name)
    {
        var value = false;
        if (_values.TryGetValue(name, out var text) && !bool.TryParse(text, out value)) Report(name, $"'{text}' is not true or false");
        return value;
    }

    private IReadOnlyList<JsonCondition> Conditions()
    {
        try
        {
            return _values.TryGetValue(Json, out var text) ? JsonConditionParser.Parse(text) : [];
        }
        catch (FormatException e)
        {
            Report(Json, e.Message);
            return [];
        }
    }

    /// <summary>The first whole millisecond at or after the time, because records have whole milliseconds.</summary>
    private long? TimeIn(string name)
    {
        if (!_values.TryGetValue(name, out var text)) return null;

        if (InstantParameter.Parse(text, out var instant) is { } error)
        {
            Report(name, error);
            return null;
        }

        return (long)Math.Ceiling((instant - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerMillisecond);
    }

    private long? OffsetIn(string name)
    {
        if (!_values.TryGetValue(name, out var text)) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return offset;

        Report(name, $"'{text}' is not an offset, 0 or more");
        return null;
    }

    private void Report(string name, string reason) => _errors[name] = [$"{name} {reason}."];

    private static bool IsUnicode(string value)
    {
        try
        {
            return Utf8.GetByteCount(value) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
