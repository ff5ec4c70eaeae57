using System.Text.Json;
using Contracts;

namespace ProducerApi.Problems;

/// <summary>Describes a syntax error in JSON and its position.</summary>
internal static class MalformedJson
{
    private const string Position = " LineNumber: ";

    /// <summary>Returns the error for the member <c>$</c>, the value as a whole. Lines and bytes count from 1.</summary>
    public static ValidationError ErrorOf(JsonException e)
    {
        var reason = e.Message.IndexOf(Position, StringComparison.Ordinal) is var end and > 0 ? e.Message[..end] : e.Message;
        var line = e.LineNumber > 0 ? $"line {e.LineNumber + 1}, " : "";
        return new("$", $"is not JSON at {line}byte {e.BytePositionInLine + 1}: {reason}");
    }
}
