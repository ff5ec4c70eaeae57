namespace StreamsService.Counting;

/// <summary>
/// The open windows of one partition, with the statistics of their pages. A window stays here until it no longer accepts events and its
/// last change is written.
/// </summary>
internal sealed class OpenWindows
{
    private readonly SortedDictionary<DateTimeOffset, Dictionary<string, PageAccumulator>> _windows = [];

    /// <summary>The number of pages, summed over the windows.</summary>
    public int PageCount => _windows.Sum(window => window.Value.Count);

    /// <summary>Returns the statistics of a page in a window. If there are none, opens the window for the page.</summary>
    public PageAccumulator GetOrOpen(string page, DateTimeOffset window)
    {
        var pages = PagesOf(window);
        if (!pages.TryGetValue(page, out var accumulator)) pages.Add(page, accumulator = new());
        return accumulator;
    }

    /// <summary>Adds the statistics of a page that were counted earlier.</summary>
    public void Add(string page, DateTimeOffset window, PageAccumulator accumulator) => PagesOf(window).Add(page, accumulator);

    /// <summary>All statistics that changed since the last write, oldest window first.</summary>
    public IEnumerable<(string Page, DateTimeOffset Window, PageAccumulator Statistics)> ChangedPages() =>
        from window in _windows
        from page in window.Value
        where page.Value.HasChanged
        select (page.Key, window.Key, page.Value);

    /// <summary>Marks all changes as written.</summary>
    public void MarkWritten()
    {
        foreach (var (_, _, statistics) in ChangedPages()) statistics.MarkWritten();
    }

    /// <summary>Marks everything as changed, so that it is written again.</summary>
    public void MarkChanged()
    {
        foreach (var statistics in _windows.Values.SelectMany(window => window.Values)) statistics.MarkChanged();
    }

    /// <summary>Closes the oldest windows, as long as they satisfy a condition. Drops their statistics and returns their pages.</summary>
    public IReadOnlyList<(string Page, DateTimeOffset Window)> Close(Func<DateTimeOffset, bool> isClosed)
    {
        var closed = _windows.TakeWhile(window => isClosed(window.Key)).ToList();
        foreach (var (window, _) in closed) _windows.Remove(window);
        return [.. closed.SelectMany(window => window.Value.Keys, (window, page) => (page, window.Key))];
    }

    private Dictionary<string, PageAccumulator> PagesOf(DateTimeOffset window)
    {
        if (!_windows.TryGetValue(window, out var pages)) _windows.Add(window, pages = []);
        return pages;
    }
}
