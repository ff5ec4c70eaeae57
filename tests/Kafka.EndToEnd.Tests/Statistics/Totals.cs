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
            var response = (await streamsService.GetFromJsonAsync<Response>(next))!;
            foreach (var window in response.Windows)
            {
                totals = new(totals.Events + window.Count, totals.Milliseconds + window.Total, Math.Max(totals.Longest, window.Maximum));
            }

            next = response.Next;
        }

        return totals;
    }

    private sealed record Response(IReadOnlyList<Window> Windows, string? Next);

    private sealed record Window(long Count, long Total, long Maximum);
}
