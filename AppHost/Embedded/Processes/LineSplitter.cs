using System.Text;

namespace AppHost.Embedded.Processes;

/// <summary>
/// Cuts what a process writes into lines that are safe to show: at line breaks and after <see cref="Longest"/> characters, without
/// escape sequences, other control characters shown as �.
/// </summary>
internal sealed class LineSplitter(Action<string> emit)
{
    /// <summary>The longest line, in UTF-16 code units; the rest follows as the next line.</summary>
    public const int Longest = 8 * 1024;

    private readonly StringBuilder _line = new();
    private Escape _escape;

    /// <summary>Inside an escape sequence: after ESC, or after ESC [ until its final letter.</summary>
    private enum Escape { None, Begun, Control }

    public void Push(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            Push(character);
    }

    /// <summary>Emits a line that the process began and did not end.</summary>
    public void Flush()
    {
        if (_line.Length > 0)
            Emit();
    }

    private void Push(char character)
    {
        if (character == '\n')
        {
            _escape = Escape.None;
            Emit();
            return;
        }

        if (_escape != Escape.None)
        {
            _escape = (_escape, character) switch
            {
                (Escape.Begun, '[') => Escape.Control,
                (Escape.Control, < '@' or > '~') => Escape.Control,
                _ => Escape.None,
            };
            return;
        }

        if (character == '\e')
        {
            _escape = Escape.Begun;
            return;
        }

        if (_line.Length >= Longest && !char.IsLowSurrogate(character))
            Emit();

        if (character != '\r')
            _line.Append(char.IsControl(character) && character != '\t' ? '\uFFFD' : character);
    }

    private void Emit()
    {
        var line = _line.ToString();
        _line.Clear();
        emit(line);
    }
}
