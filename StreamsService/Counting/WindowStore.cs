namespace StreamsService.Counting;

/// <summary>
/// The windows of one partition: statistics per page while a window is open and until it is written, names of pages after that, until
/// it is deleted.
/// </summary>
internal sealed class WindowStore
{
    private readonly SortedDictionary<DateTimeOffset, Dictionary<string, PageAccumulator>> _open = [];
    private readonly SortedDictionary<DateTimeOffset, HashSet<string>> _closed = [];

    /// <summary>How many pages there are in windows that are not closed.</summary>
    public int OpenCount => _open.Sum(window => window.Value.Count);

    /// <summary>The statistics of a page in an open window, from now on.</summary>
    /// <param name="page">The page.</param>
    /// <param name="window">When the window begins.</param>
    /// <param name="statistics">What is there to begin with, if there is nothing yet.</param>
    public PageAccumulator Open(string page, DateTimeOffset window, PageAccumulator? statistics = null)
    {
        if (!_open.TryGetValue(window, out var pages)) _open.Add(window, pages = []);
        if (!pages.TryGetValue(page, out var found)) pages.Add(page, found = statistics ?? new());
        return found;
    }

    /// <summary>Remembers that a page is to be deleted with its window.</summary>
    public void AddClosed(string page, DateTimeOffset window)
    {
        if (!_closed.TryGetValue(window, out var pages)) _closed.Add(window, pages = []);
        pages.Add(page);
    }

    /// <summary>All statistics that were not written yet, oldest window first.</summary>
    public IEnumerable<(string Page, DateTimeOffset Window, PageAccumulator Statistics)> ChangedPages() =>
        from window in _open
        from page in window.Value
        where page.Value.HasChanged
        select (page.Key, window.Key, page.Value);

    /// <summary>All pages of closed windows for which a condition holds that holds for every older window, too.</summary>
    public IEnumerable<(string Page, DateTimeOffset Window)> ExpiredPages(Func<DateTimeOffset, bool> isExpired) =>
        from window in _closed.TakeWhile(window => isExpired(window.Key))
        from page in window.Value
        select (page, window.Key);

    /// <summary>Takes all changes for written.</summary>
    public void MarkWritten()
    {
        foreach (var (_, _, statistics) in ChangedPages()) statistics.MarkWritten();
    }

    /// <summary>Forgets closed windows for which a condition holds.</summary>
    public void Delete(Func<DateTimeOffset, bool> isExpired)
    {
        foreach (var window in _closed.Keys.TakeWhile(isExpired).ToList()) _closed.Remove(window);
    }

    /// <summary>Keeps only the names of pages in windows for which a condition holds.</summary>
    public void Close(Func<DateTimeOffset, bool> isClosed)
    {
        foreach (var (window, pages) in _open.TakeWhile(window => isClosed(window.Key)).ToList())
        {
            foreach (var page in pages.Keys) AddClosed(page, window);
            _open.Remove(window);
        }
    }
}
