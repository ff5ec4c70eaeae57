using Dashboard.Telemetry.Traces;

namespace Dashboard.Traces;

/// <summary>A trace as a line of the list.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Services">Who has to do with it, in order of appearance.</param>
/// <param name="Share">Its duration as a share of the longest in the list, 0 to 1.</param>
internal sealed record TraceLine(Trace Trace, IReadOnlyList<ServiceShare> Services, double Share);

/// <summary>What the list of traces shows: the newest that fulfil a filter.</summary>
/// <param name="Lines">The newest first.</param>
/// <param name="Matching">How many fulfil the filter, shown or not.</param>
internal sealed record TraceListing(IReadOnlyList<TraceLine> Lines, int Matching)
{
    /// <summary>How many are shown at most: nobody reads more, and a browser has to keep up with them.</summary>
    public const int Limit = 500;

    public static readonly TraceListing Nothing = new([], 0);

    public static TraceListing Of(IEnumerable<Trace> latestFirst, TraceFilter filter)
    {
        var matching = latestFirst.Where(filter.Matches).ToList();
        var shown = matching.Take(Limit).OrderByDescending(trace => trace.Start).ToList();
        var longest = shown.Select(trace => trace.Duration).DefaultIfEmpty().Max();
        return new([.. shown.Select(trace => new TraceLine(trace, ServiceShare.Of(trace.Spans), longest > TimeSpan.Zero ? trace.Duration / longest : 0))], matching.Count);
    }
}
