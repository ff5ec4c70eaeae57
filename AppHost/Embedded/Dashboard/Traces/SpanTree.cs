using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>Spans with their children, by start.</summary>
internal sealed class SpanTree
{
    private readonly Dictionary<string, Span> _spans = [];
    private readonly ILookup<string?, Span> _children;

    /// <param name="spans">By start.</param>
    public SpanTree(IReadOnlyList<Span> spans)
    {
        foreach (var span in spans)
            _spans[span.SpanId] = span;

        _children = spans.Where(span => span.ParentId != span.SpanId).ToLookup(span => span.ParentId);
        Roots = [.. spans.Where(span => span.ParentId is null || IsOrphan(span))];
    }

    /// <summary>The spans that hang at no other: without a parent, or with one that is not there.</summary>
    public IReadOnlyList<Span> Roots { get; }

    /// <summary>Whether it names a parent that is not there: has not come in yet, is kept no longer, or never was sent.</summary>
    public bool IsOrphan(Span span) => span.ParentId is { } parent && !_spans.ContainsKey(parent);

    public bool HasChildren(Span span) => _children.Contains(span.SpanId);

    /// <summary>A span and everything below it, each before its children.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="visited">Ids of spans that are left out, with all below them; grows by those that are returned, so that a circle ends.</param>
    public IEnumerable<(Span Span, int Depth)> From(Span root, HashSet<string> visited)
    {
        // Not recursive: a trace can be as deep as it has spans.
        var open = new Stack<(Span Span, int Depth)>([(root, 0)]);
        while (open.TryPop(out var next))
        {
            if (!visited.Add(next.Span.SpanId))
                continue;

            yield return next;
            foreach (var child in _children[next.Span.SpanId].Reverse())
                open.Push((child, next.Depth + 1));
        }
    }
}
