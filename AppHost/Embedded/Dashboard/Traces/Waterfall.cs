using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>A line of a waterfall.</summary>
/// <param name="Span">The span.</param>
/// <param name="Depth">How many spans are above it, 0 at the top.</param>
/// <param name="Bar">Where it is drawn.</param>
internal sealed record WaterfallRow(Span Span, int Depth, Bar Bar)
{
    public bool HasChildren { get; init; }

    /// <summary>Whether its parent is not there, for which reason it hangs at the top.</summary>
    public bool IsOrphan { get; init; }

    /// <summary>Whether it belongs to another trace, which links to this one.</summary>
    public bool IsLinked { get; init; }
}

/// <summary>
/// A trace as a picture: its spans as a tree over time, then the spans of other traces that link to it, each with what is below it. So the work
/// on many records at once, which can belong to the trace of one of them only, is seen in the traces of all.
/// </summary>
/// <param name="Axis">The time of the trace itself.</param>
/// <param name="Rows">The trace's own, then the linked ones; nothing is collapsed.</param>
internal sealed record Waterfall(TimeAxis Axis, IReadOnlyList<WaterfallRow> Rows)
{
    /// <summary>How many rows of other traces there are at most.</summary>
    private const int MostLinked = 1_000;

    public static readonly Waterfall Nothing = new(new(default, default), []);

    /// <summary>How many levels the trace has.</summary>
    public int Depth => Rows.Where(row => !row.IsLinked).Max(row => row.Depth) + 1;

    /// <param name="trace">The trace.</param>
    /// <param name="find">Finds another trace by its id.</param>
    public static Waterfall Of(Trace trace, Func<string, Trace?> find)
    {
        var axis = new TimeAxis(trace.Start, trace.Duration);
        var tree = new SpanTree(trace.Spans);
        var visited = new HashSet<string>();
        // What no root leads to has ancestors that go round in a circle.
        var circles = trace.Spans.Where(span => !visited.Contains(span.SpanId));
        var own = tree.Roots.Concat(circles).SelectMany(root => Below(tree, root, visited, axis));
        return new(axis, [.. own, .. Linked(trace, find, axis).Take(MostLinked)]);
    }

    /// <summary>The row of a span; null where it has none.</summary>
    public WaterfallRow? Find(string spanId) => Rows.FirstOrDefault(row => row.Span.SpanId == spanId);

    /// <summary>The rows that are seen while some are collapsed, and with them what is below.</summary>
    public IEnumerable<WaterfallRow> Visible(IReadOnlySet<string> collapsed)
    {
        var hiddenBelow = int.MaxValue;
        foreach (var row in Rows)
        {
            if (row.Depth > hiddenBelow)
                continue;

            hiddenBelow = row.HasChildren && collapsed.Contains(row.Span.SpanId) ? row.Depth : int.MaxValue;
            yield return row;
        }
    }

    private static IEnumerable<WaterfallRow> Linked(Trace trace, Func<string, Trace?> find, TimeAxis axis)
    {
        foreach (var other in trace.LinkedFrom.GroupBy(span => span.TraceId))
        {
            var tree = new SpanTree(find(other.Key)?.Spans ?? [.. other]);
            var visited = new HashSet<string>();
            foreach (var row in other.SelectMany(span => Below(tree, span, visited, axis)))
                yield return row with { IsLinked = true, IsOrphan = false };
        }
    }

    private static IEnumerable<WaterfallRow> Below(SpanTree tree, Span root, HashSet<string> visited, TimeAxis axis) =>
        from found in tree.From(root, visited)
        select new WaterfallRow(found.Span, found.Depth, axis.Place(found.Span.Start, found.Span.Duration))
        {
            HasChildren = tree.HasChildren(found.Span),
            IsOrphan = found.Depth == 0 && tree.IsOrphan(found.Span),
        };
}
