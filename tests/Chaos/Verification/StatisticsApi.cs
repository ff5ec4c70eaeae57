using System.Net.Http.Json;

namespace Chaos.Verification;

/// <summary>Reads the statistics from an instance of StreamsService, page by page.</summary>
internal static class StatisticsApi
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    public static async Task<Windows> ReadAsync(Uri instance)
    {
        using var http = new HttpClient { BaseAddress = instance, Timeout = Timeout };
        var windows = new Windows();
        for (var next = "/statistics?limit=500"; next is not null;)
        {
            var response = (await http.GetFromJsonAsync<Response>(next))!;
            foreach (var it in response.Windows) windows.Add(new(it.Page, it.Window), new(it.Count, it.Total, it.Minimum, it.Maximum));
            next = response.Next;
        }

        return windows;
    }

    private sealed record Response(IReadOnlyList<Item> Windows, string? Next);

    private sealed record Item(string Page, DateTimeOffset Window, long Count, long Total, long Minimum, long Maximum);
}
