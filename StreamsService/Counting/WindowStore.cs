namespace StreamsService.Counting;

/// <summary>
/// The windows of one partition. While a window is open, and until its last change is written, the store holds the statistics of its pages.
/// After that it holds only the names of the pages, which are needed to delete the window's records.
/// </summary>
internal sealed class WindowStore
{
    private readonly SortedDictionary<DateTimeOffset, Dictionary<string, PageAccumulator>> _open = [];
    private readonly SortedDictionary<DateTimeOffset, HashSet<string>> _closed = [];

    /// <summary>The number of pages in open windows, summed over the windows.</summary>
    public int OpenCount => _open.Sum(window => window.Value.Count);

    /// <summary>Returns the statistics of a page in an open window, and adds them when there are none yet.</summary>
    /// <param name="page">The name of the page.</param>
    /// <param name="window">The start of the window.</param>
    /// <param name="statistics">The statistics to add; null for empty ones.</param>
    public PageAccumulator Open(string page, DateTimeOffset window, PageAccumulator? statistics = null)
    {
        if (!_open.TryGetValue(window, out var pages)) _open.Add(window, pages = []);
        if (!pages.TryGetValue(page, out var found)) pages.Add(page, found = statistics ?? new());
        return found;
    }

    /// <summary>Adds a page of a closed window, which will be deleted when the window expires.</summary>
    public void AddClosed(string page, DateTimeOffset window)
    {
        if (!_closed.TryGetValue(window, out var pages)) _closed.Add(window, pages = []);
        pages.Add(page);
    }

    /// <summary>All statistics that changed since the last write, oldest window first.</summary>
    public IEnumerable<(string Page, DateTimeOffset Window, PageAccumulator Statistics)> ChangedPages() =>
        from window in _open
        from page in window.Value
        where page.Value.HasChanged
        select (page.Key, window.Key, page.Value);

    /// <summary>All pages of closed windows that are expired. When a window is expired, all older ones must be, too.</summary>
    public IEnumerable<(string Page, DateTimeOffset Window)> ExpiredPages(Func<DateTimeOffset, bool> isExpired) =>
        from window in _closed.TakeWhile(window => isExpired(window.Key))
        from page in window.Value
        select (page, window.Key);

    /// <summary>Marks all changes as written.</summary>
    public void MarkWritten()
    {
        foreach (var (_, _, statistics) in ChangedPages()) statistics.MarkWritten();
    }

    /// <summary>Removes the closed windows that are expired.</summary>
    public void Delete(Func<DateTimeOffset, bool> isExpired)
    {
        foreach (var window in _closed.Keys.TakeWhile(isExpired).ToList()) _closed.Remove(window);
    }

    /// <summary>Closes windows: drops their statistics and keeps the names of their pages.</summary>
    public void Close(Func<DateTimeOffset, bool> isClosed)
    {
        foreach (var (window, pages) in _open.TakeWhile(window => isClosed(window.Key)).ToList())
        {
            foreach (var page in pages.Keys) AddClosed(page, window);
            _open.Remove(window);
        }
    }
}
