using System.Globalization;
using Dashboard.Telemetry.Otlp.Protocol;
using Google.Protobuf;

namespace Dashboard.Telemetry.Otlp;

/// <summary>Reads what all signals of OTLP are made of, and cuts it to size.</summary>
internal sealed class OtlpReader(TelemetryLimits limits)
{
    private const string Ellipsis = "…";
    private const int MaxDepth = 8;
    private const long NanosecondsPerTick = 100;

    private static readonly long MaxTicks = DateTimeOffset.MaxValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;

    /// <summary>The moment of so many nanoseconds since 1970; beyond the year 9999, its end.</summary>
    public static DateTimeOffset Time(ulong unixNanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)Math.Min(unixNanoseconds / NanosecondsPerTick, (ulong)MaxTicks));

    /// <summary>An id as lower-case hexadecimal; null where it is empty or nothing but zeros, which means none.</summary>
    public static string? Id(ByteString id) => id.Span.ContainsAnyExcept((byte)0) ? Convert.ToHexStringLower(id.Span) : null;

    /// <summary>A text of no more characters than the limit.</summary>
    public string Text(string text)
    {
        if (text.Length <= limits.MaxAttributeLength)
            return text;

        var end = limits.MaxAttributeLength;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Ellipsis;
    }

    /// <summary>A value of any type as text: lists and maps as JSON writes them, bytes as base64.</summary>
    public string Text(AnyValue? value) => Text(Plain(value, 0));

    public Attributes Attributes(IReadOnlyList<KeyValue> attributes)
    {
        if (attributes.Count == 0)
            return Telemetry.Attributes.None;

        var count = Math.Min(attributes.Count, limits.MaxAttributeCount);
        var pairs = new KeyValuePair<string, string>[count];
        for (var i = 0; i < count; i++)
            pairs[i] = new(Text(attributes[i].Key), Text(attributes[i].Value));

        return new(pairs);
    }

    private static string Plain(AnyValue? value, int depth) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => value.BytesValue.ToBase64(),
        _ when depth >= MaxDepth => Ellipsis,
        AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(", ", value.ArrayValue.Values.Select(item => Plain(item, depth + 1)))}]",
        AnyValue.ValueOneofCase.KvlistValue =>
            $"{{{string.Join(", ", value.KvlistValue.Values.Select(pair => $"{pair.Key}: {Plain(pair.Value, depth + 1)}"))}}}",
        _ => "",
    };
}
