using System.Runtime.CompilerServices;

namespace Dashboard.Telemetry;

/// <summary>Looks for a text, and remembers in what it was found: a live list asks several times a second for the same thousands of things.</summary>
/// <param name="text">The text.</param>
/// <param name="contains">Whether something, which never changes, contains the text.</param>
internal sealed class TextSearch<T>(string text, Func<T, string, bool> contains) where T : class
{
    private static readonly object Found = new();
    private static readonly object NotFound = new();

    private readonly ConditionalWeakTable<T, object> _verdicts = [];

    /// <summary>A search; null where there is nothing to look for.</summary>
    public static TextSearch<T>? For(string? text, Func<T, string, bool> contains) =>
        string.IsNullOrWhiteSpace(text) ? null : new(text.Trim(), contains);

    public bool Finds(T item) => _verdicts.GetValue(item, one => contains(one, text) ? Found : NotFound) == Found;
}
