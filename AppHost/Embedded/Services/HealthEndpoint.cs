namespace AppHost.Embedded.Services;

/// <summary>The health endpoint of one process.</summary>
internal static class HealthEndpoint
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Whether it answers 2xx.</summary>
    public static async Task<bool> AnswersAsync(Uri endpoint, CancellationToken cancellation)
    {
        try
        {
            using var response = await Client.GetAsync(endpoint, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
