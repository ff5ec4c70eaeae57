namespace StreamsService.Counting;

/// <summary>
/// The closed windows of one partition. Only the names of their pages are kept, which are needed to delete the records of a window when it
/// expires.
/// </summary>
internal sealed class ClosedWindows(TumblingWindows windows)
{
    private readonly SortedDictionary<DateTimeOffset, HashSet<string>> _windows = [];

    /// <summary>
    /// The stream time of the last progress that was written; null while there is none. It decides which windows are expired. If the
    /// current stream time decided this, a flush that is written only partly could delete a window that is still queried.
    /// </summary>
    public DateTimeOffset? WrittenStreamTime { get; set; }

    /// <summary>Adds a page of a window.</summary>
    public void Add(string page, DateTimeOffset window)
    {
        if (!_windows.TryGetValue(window, out var pages)) _windows.Add(window, pages = []);
        pages.Add(page);
    }

    /// <summary>All pages of windows that are expired, oldest window first.</summary>
    public IEnumerable<(string Page, DateTimeOffset Window)> ExpiredPages() =>
        from window in _windows.TakeWhile(window => IsExpired(window.Key))
        from page in window.Value
        select (page, window.Key);

    /// <summary>Removes the windows that are expired.</summary>
    public void RemoveExpired()
    {
        foreach (var window in _windows.Keys.TakeWhile(IsExpired).ToList()) _windows.Remove(window);
    }

    private bool IsExpired(DateTimeOffset window) => WrittenStreamTime is { } streamTime && windows.IsExpired(window, streamTime);
}
