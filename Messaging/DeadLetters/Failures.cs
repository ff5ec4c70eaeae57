namespace Messaging.DeadLetters;

/// <summary>
/// Bounds the texts of failures. A message can quote the record, which may be large, and goes to logs, spans and headers.
/// </summary>
internal static class Failures
{
    /// <summary>The maximum length in characters of a failure in a log or span, with its stack trace.</summary>
    public const int MaxLength = 16_000;

    /// <summary>The start of a long text. A surrogate pair is not cut in the middle.</summary>
    public static string Start(string text, int maxLength)
    {
        if (text.Length <= maxLength) return text;

        return text[..(char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength)];
    }

    /// <summary>The first line of a text. Databases add lines that say where in the statement the error is.</summary>
    public static string FirstLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;

    /// <summary>Returns the exception; if its text is longer than <see cref="MaxLength"/>, one that has the start of the text.</summary>
    public static Exception Bounded(Exception exception)
    {
        var text = exception.ToString();
        return text.Length <= MaxLength ? exception : new ShortenedException(Start(text, MaxLength));
    }

    private sealed class ShortenedException(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
