using System.Collections;

namespace Dashboard.Telemetry;

/// <summary>OpenTelemetry attributes in the order in which they came, their values as text.</summary>
internal sealed class Attributes(IReadOnlyList<KeyValuePair<string, string>> pairs) : IReadOnlyList<KeyValuePair<string, string>>
{
    // What a pair costs besides its characters: two strings and their place in the list.
    private const int PairBytes = 60;

    public static readonly Attributes None = new([]);

    public int Count => pairs.Count;

    /// <summary>About what they take in memory.</summary>
    public int Bytes
    {
        get
        {
            var bytes = 0;
            foreach (var (key, value) in pairs)
                bytes += PairBytes + (2 * (key.Length + value.Length));
            return bytes;
        }
    }

    public KeyValuePair<string, string> this[int index] => pairs[index];

    /// <summary>The value of an attribute; null where there is none of that name.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in pairs)
            {
                if (key == name)
                    return value;
            }

            return null;
        }
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => pairs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
