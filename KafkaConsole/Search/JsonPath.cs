using System.Text.Json;

namespace KafkaConsole.Search;

/// <summary>
/// A path into a JSON value, such as <c>$.items[0].name</c>: names, indexes and wildcards of JSONPath (RFC 9535). It has no descendants,
/// slices and filters.
/// </summary>
internal sealed class JsonPath(IReadOnlyList<JsonPath.Segment> segments)
{
    /// <summary>Tests the value at which the reader is, and leaves the reader at the end of that value.</summary>
    public delegate bool ValueTest(ref Utf8JsonReader reader);

    /// <summary>
    /// Whether any value at this path passes a test. The reader is at the first token of the root, and is anywhere within it when this
    /// returns.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public bool AnyValue(ref Utf8JsonReader reader, ValueTest test) => AnyValue(ref reader, 0, test);

    // Where it returns false, it leaves the reader at the end of the value.
    private bool AnyValue(ref Utf8JsonReader reader, int depth, ValueTest test)
    {
        if (depth == segments.Count) return test(ref reader);

        switch (reader.TokenType, segments[depth])
        {
            case (JsonTokenType.StartObject, { Index: null } segment):
                return AnyMember(ref reader, segment, depth, test);
            case (JsonTokenType.StartArray, { Name: null } segment):
                return AnyElement(ref reader, segment, depth, test);
            default:
                reader.Skip();
                return false;
        }
    }

    private bool AnyMember(ref Utf8JsonReader reader, Segment segment, int depth, ValueTest test)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isSelected = segment.Name is null || JsonText.Unescape(reader.ValueSpan).SequenceEqual(segment.Name);
            reader.Read();
            if (!isSelected) reader.Skip();
            else if (AnyValue(ref reader, depth + 1, test)) return true;
        }

        return false;
    }

    private bool AnyElement(ref Utf8JsonReader reader, Segment segment, int depth, ValueTest test)
    {
        var selected = segment.Index is < 0 ? CountElements(reader) + segment.Index : segment.Index;
        for (var index = 0; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; index++)
        {
            if (selected is not null && selected != index) reader.Skip();
            else if (AnyValue(ref reader, depth + 1, test)) return true;
        }

        return false;
    }

    private static int CountElements(Utf8JsonReader reader)
    {
        var count = 0;
        for (; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; count++) reader.Skip();
        return count;
    }

    /// <summary>One step of a path. Without name and index it is the wildcard: all members, or all elements.</summary>
    /// <param name="Name">The name of a member in UTF-8; null for other steps.</param>
    /// <param name="Index">The index of an element, from the end when it is negative; null for other steps.</param>
    internal readonly record struct Segment(byte[]? Name = null, int? Index = null);
}
