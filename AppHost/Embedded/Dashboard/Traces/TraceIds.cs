namespace Dashboard.Traces;

/// <summary>How ids of traces and spans are written where they are for telling apart only.</summary>
internal static class TraceIds
{
    private const int Length = 7;

    /// <summary>The beginning of an id.</summary>
    public static string Short(string id) => id[..Math.Min(Length, id.Length)];

    /// <summary>The page of a trace, with one of its spans selected.</summary>
    public static string Href(string traceId, string? spanId = null) => spanId is null ? $"traces/detail/{traceId}" : $"traces/detail/{traceId}?spanId={spanId}";
}
