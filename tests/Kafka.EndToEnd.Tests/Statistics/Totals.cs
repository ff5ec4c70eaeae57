using System.Net.Http.Json;

namespace Kafka.EndToEnd.Tests.Statistics;

/// <summary>What the events of a page add up to, over all windows.</summary>
/// <param name="Events">How many there are.</param>
/// <param name="Milliseconds">Their durations together.</param>
/// <param name="Longest">The longest duration.</param>
internal sealed record Totals(long Events, long Milliseconds, long Longest)
{
    public static Totals None { get; } = new(0, 0, 0);

    /// <summary>With one event more.</summary>
    public Totals Plus(long duration) => new(Events + 1, Milliseconds + duration, Math.Max(Longest, duration));

    /// <summary>The totals that an instance of StreamsService has, from answers of two windows each.</summary>
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
