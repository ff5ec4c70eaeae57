namespace StreamsService.Statistics;

/// <summary>Keeps one copy of each page's name, however many windows it is in, and none when it is in no window any more.</summary>
internal sealed class SharedPages
{
    private readonly Dictionary<string, (string Page, int Uses)> _pages = [];

    /// <summary>The copy of a name.</summary>
    public string Take(string page)
    {
        var (copy, uses) = _pages.GetValueOrDefault(page, (page, 0));
        _pages[copy] = (copy, uses + 1);
        return copy;
    }

    /// <summary>Gives back what <see cref="Take"/> gave.</summary>
    public void Release(string page)
    {
        var (copy, uses) = _pages[page];
        if (uses == 1) _pages.Remove(page);
        else _pages[copy] = (copy, uses - 1);
    }
}
