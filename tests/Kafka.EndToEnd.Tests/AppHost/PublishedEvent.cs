using System.Net.Http.Json;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>A page event that ProducerApi has given a receipt for.</summary>
/// <param name="Name">The page.</param>
/// <param name="Partition">Where its record is.</param>
/// <param name="Offset">Where in that partition.</param>
internal sealed record PublishedEvent(string Name, int Partition, long Offset)
{
    /// <summary>A page that nobody else looks at.</summary>
    public static string NewName(string prefix = "page") => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Publishes an event of now, over HTTP.</summary>
    public static async Task<PublishedEvent> PublishAsync(AppHostProcess app, string name, int milliseconds = 300)
    {
        using var http = app.HttpClientFor("producer-api");
        var body = new { name, user = "U1", date = TimeProvider.System.GetUtcNow(), duration = milliseconds };
        using var response = await http.PostAsJsonAsync("/events", body);
        response.EnsureSuccessStatusCode();

        var receipt = await response.Content.ReadFromJsonAsync<Receipt>();
        return new(name, receipt!.Partition, receipt.Offset);
    }

    private sealed record Receipt(int Partition, long Offset);
}
