namespace StreamsService.View;

/// <summary>Keeps one copy of each page name, which all windows share. A name is removed when no window uses it.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, (string Copy, int Uses)> _pool = [];

    /// <summary>Returns the shared copy of a name, and counts one more use.</summary>
    public string Rent(string value)
    {
        var (copy, uses) = _pool.GetValueOrDefault(value, (value, 0));
        _pool[copy] = (copy, uses + 1);
        return copy;
    }

    /// <summary>Ends one use of a name that <see cref="Rent"/> returned.</summary>
    public void Return(string value)
    {
        var (copy, uses) = _pool[value];
        if (uses == 1) _pool.Remove(value);
        else _pool[copy] = (copy, uses - 1);
    }
}
