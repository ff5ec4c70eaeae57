namespace StreamsService.View;

/// <summary>Keeps one copy of each page's name, however many windows it is in, and none when it is in no window any more.</summary>
internal sealed class StringPool
{
    private readonly Dictionary<string, (string Copy, int Uses)> _pool = [];

    /// <summary>The copy of a name.</summary>
    public string Rent(string value)
    {
        var (copy, uses) = _pool.GetValueOrDefault(value, (value, 0));
        _pool[copy] = (copy, uses + 1);
        return copy;
    }

    /// <summary>Gives back what <see cref="Rent"/> gave.</summary>
    public void Return(string value)
    {
        var (copy, uses) = _pool[value];
        if (uses == 1) _pool.Remove(value);
        else _pool[copy] = (copy, uses - 1);
    }
}
