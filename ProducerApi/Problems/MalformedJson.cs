using System.Text.Json;
using Contracts;

namespace ProducerApi.Problems;

/// <summary>Describes why JSON can't be read: a syntax error and its position, or too many levels.</summary>
internal static class MalformedJson
{
    private const string Position = " LineNumber: ";

    /// <summary>Returns the error for the member <c>$</c>, the value as a whole. Lines and bytes count from 1.</summary>
    public static ValidationError ErrorOf(JsonException e, ReadOnlySpan<byte> utf8)
    {
        if (JsonNesting.IsTooDeep(utf8)) return new("$", JsonNesting.Rule);

        var reason = e.Message.IndexOf(Position, StringComparison.Ordinal) is var end and > 0 ? e.Message[..end] : e.Message;
        var line = e.LineNumber > 0 ? $"line {e.LineNumber + 1}, " : "";
        return new("$", $"is not JSON at {line}byte {e.BytePositionInLine + 1}: {reason}");
    }
}
