using System.Net.Http.Json;

namespace Kafka.EndToEnd.Tests.Statistics;

/// <summary>The totals of a page over all windows.</summary>
/// <param name="Events">The number of events.</param>
/// <param name="Milliseconds">The sum of their durations.</param>
/// <param name="Longest">The longest duration in milliseconds.</param>
internal sealed record Totals(long Events, long Milliseconds, long Longest)
{
    public static Totals None { get; } = new(0, 0, 0);

    /// <summary>Returns the totals with one more event.</summary>
    public Totals Plus(long duration) => new(Events + 1, Milliseconds + duration, Math.Max(Longest, duration));

    /// <summary>Reads the totals from an instance of StreamsService, with two windows per response to test paging.</summary>
    public static async Task<Totals> OfAsync(HttpClient streamsService, string page)
    {
        var totals = None;
        for (var next = $"/statistics?page={page}&limit=2"; next is not null;)
        {
            var answer = (await streamsService.GetFromJsonAsync<Answer>(next))!;
            foreach (var window in answer.Windows)
                totals = new(totals.Events + window.Count, totals.Milliseconds + window.Total, Math.Max(totals.Longest, window.Maximum));
            next = answer.Next;
        }

        return totals;
    }

    private sealed record Answer(IReadOnlyList<Window> Windows, string? Next);

    private sealed record Window(long Count, long Total, long Maximum);
}
