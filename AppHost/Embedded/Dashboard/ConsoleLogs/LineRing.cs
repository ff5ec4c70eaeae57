using Dashboard.Door;

namespace Dashboard.ConsoleLogs;

/// <summary>The latest lines, bounded by their number and by their length together; the oldest go first.</summary>
/// <param name="maxLines">How many lines are kept.</param>
/// <param name="maxCharacters">How many UTF-16 code units all of them may have together.</param>
internal sealed class LineRing(int maxLines, long maxCharacters)
{
    private readonly Lock _lock = new();
    private readonly Queue<ConsoleLine> _lines = [];
    private long _characters;
    private long _dropped;

    public void Add(ConsoleLine line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            _characters += line.Text.Length;
            while (_lines.Count > maxLines || (_characters > maxCharacters && _lines.Count > 1))
            {
                _characters -= _lines.Dequeue().Text.Length;
                _dropped++;
            }
        }
    }

    /// <summary>What is kept now, oldest first.</summary>
    public KeptLines Read()
    {
        lock (_lock)
            return new([.. _lines], _dropped);
    }
}
