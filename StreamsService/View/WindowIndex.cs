using StreamsService.Changelog;

namespace StreamsService.View;

/// <summary>All windows that queries can return, in order of time, with their pages in ordinal order.</summary>
internal sealed class WindowIndex
{
    private readonly SortedList<DateTimeOffset, SortedList<string, PagePartials>> _windows = [];

    /// <summary>The start of the oldest window; null when there is none.</summary>
    public DateTimeOffset? Oldest => _windows.Count == 0 ? null : _windows.GetKeyAtIndex(0);

    /// <summary>The pages of a window.</summary>
    public IEnumerable<PagePartials> this[DateTimeOffset window] => _windows.TryGetValue(window, out var pages) ? pages.Values : [];

    /// <summary>The partials of a page in a window; null when there are none.</summary>
    public PagePartials? Find(string page, DateTimeOffset window) => _windows.GetValueOrDefault(window)?.GetValueOrDefault(page);

    /// <summary>Adds a partition's partial, or replaces its earlier one.</summary>
    public void Set(WindowPartial partial)
    {
        if (!_windows.TryGetValue(partial.Window, out var pages)) _windows.Add(partial.Window, pages = new(StringComparer.Ordinal));

        var index = pages.IndexOfKey(partial.Page);
        if (index < 0) pages.Add(partial.Page, new(partial));
        else pages.SetValueAtIndex(index, pages.GetValueAtIndex(index).With(partial));
    }

    /// <summary>Removes the partial of a partition.</summary>
    public void Remove(string page, DateTimeOffset window, int partition)
    {
        if (!_windows.TryGetValue(window, out var pages) || !pages.TryGetValue(page, out var known)) return;

        if (known.Without(partition) is { } rest) pages[page] = rest;
        else pages.Remove(page);

        if (pages.Count == 0) _windows.Remove(window);
    }

    /// <summary>Removes the oldest window.</summary>
    public void RemoveOldest() => _windows.RemoveAt(0);

    /// <summary>The pages of all windows that begin at a time or later.</summary>
    public IEnumerable<PagePartials> Since(DateTimeOffset from)
    {
        for (var i = FirstIndex(_windows, from); i < _windows.Count; i++)
        {
            foreach (var page in _windows.GetValueAtIndex(i).Values) yield return page;
        }
    }

    /// <summary>The results of a query without its limit: newest window first, then by page name.</summary>
    public IEnumerable<PagePartials> Find(StatisticsQuery query)
    {
        var end = query.To is { } to ? FirstIndex(_windows, to) : _windows.Count;
        if (query.Before is { } before) end = Math.Min(end, FirstIndex(_windows, before.Window) + (_windows.ContainsKey(before.Window) ? 1 : 0));

        for (var i = end - 1; i >= 0 && !(_windows.GetKeyAtIndex(i) < query.From); i--)
        {
            var after = query.Before is { } cursor && cursor.Window == _windows.GetKeyAtIndex(i) ? cursor.Page : null;
            foreach (var page in Find(query, _windows.GetValueAtIndex(i), after)) yield return page;
        }
    }

    private static IEnumerable<PagePartials> Find(StatisticsQuery query, SortedList<string, PagePartials> pages, string? after)
    {
        var start = after is null ? 0 : FirstIndex(pages, after);
        if (query.Page is { } page) start = Math.Max(start, FirstIndex(pages, page));

        for (var i = start; i < pages.Count; i++)
        {
            var name = pages.GetKeyAtIndex(i);
            if (query.Page is not null && name != query.Page) yield break;
            if (name == after) continue;
            if (query.Search is null || name.Contains(query.Search, StringComparison.OrdinalIgnoreCase)) yield return pages.GetValueAtIndex(i);
        }
    }

    /// <summary>The index of the first key that is greater than or equal to a key.</summary>
    private static int FirstIndex<TKey, TValue>(SortedList<TKey, TValue> list, TKey key)
        where TKey : notnull
    {
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list.Comparer.Compare(list.GetKeyAtIndex(middle), key) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
