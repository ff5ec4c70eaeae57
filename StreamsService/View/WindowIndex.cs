using Contracts;

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
        if (!_windows.TryGetValue(window, out var pages) || !pages.TryGetValue(page, out var partials)) return;

        if (partials.Without(partition) is { } others) pages[page] = others;
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
        var oldest = query.From is { } from ? FirstIndex(_windows, from) : 0;
        for (var i = NewestIndex(query); i >= oldest; i--)
        {
            // Only in the window of the cursor, the results continue in the middle.
            var after = query.Before?.Window == _windows.GetKeyAtIndex(i) ? query.Before?.Page : null;
            foreach (var page in Find(query, _windows.GetValueAtIndex(i), after)) yield return page;
        }
    }

    /// <summary>The index of the newest window that the results of a query may have; -1 when there is none.</summary>
    private int NewestIndex(StatisticsQuery query)
    {
        var newest = query.To is { } to ? FirstIndex(_windows, to) - 1 : _windows.Count - 1;
        return query.Before is { } before ? Math.Min(newest, IndexAfter(_windows, before.Window) - 1) : newest;
    }

    /// <summary>The pages of one window that match a query, in ordinal order, beginning after a page name.</summary>
    private static IEnumerable<PagePartials> Find(StatisticsQuery query, SortedList<string, PagePartials> pages, string? after)
    {
        var start = after is null ? 0 : IndexAfter(pages, after);
        var end = pages.Count;
        if (query.Page is { } page)
        {
            start = Math.Max(start, FirstIndex(pages, page));
            end = IndexAfter(pages, page);
        }

        for (var i = start; i < end; i++)
        {
            var isFound = query.Search is null || pages.GetKeyAtIndex(i).Contains(query.Search, StringComparison.OrdinalIgnoreCase);
            if (isFound) yield return pages.GetValueAtIndex(i);
        }
    }

    /// <summary>The index of the first key that is greater than a key.</summary>
    private static int IndexAfter<TKey, TValue>(SortedList<TKey, TValue> list, TKey key)
        where TKey : notnull =>
        FirstIndex(list, key) + (list.ContainsKey(key) ? 1 : 0);

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
