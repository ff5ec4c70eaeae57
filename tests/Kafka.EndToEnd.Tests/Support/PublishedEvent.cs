using System.Net.Http.Json;

namespace Kafka.EndToEnd.Tests.Support;

/// <summary>A page event that ProducerApi has acknowledged.</summary>
/// <param name="Name">The page.</param>
/// <param name="Partition">The partition of its record.</param>
/// <param name="Offset">The offset of its record.</param>
/// <param name="TraceId">The id of its trace.</param>
internal sealed record PublishedEvent(string Name, int Partition, long Offset, string TraceId)
{
    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string prefix = "page") => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Publishes an event of this moment over HTTP.</summary>
    public static async Task<PublishedEvent> PublishAsync(Application application, string name, int milliseconds = 300)
    {
        using var http = application.HttpClientFor(Application.Producer);
        var body = new { name, user = "U1", date = TimeProvider.System.GetUtcNow(), duration = milliseconds };
        using var response = await http.PostAsJsonAsync("/events", body);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");

        var receipt = await response.Content.ReadFromJsonAsync<Receipt>();
        return new(name, receipt!.Partition, receipt.Offset, response.Headers.GetValues("traceresponse").Single().Split('-')[1]);
    }

    private sealed record Receipt(int Partition, long Offset);
}
