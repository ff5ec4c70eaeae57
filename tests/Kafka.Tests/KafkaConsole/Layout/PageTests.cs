using System.Net;
using Kafka.Tests.ServiceDefaults;

namespace Kafka.Tests.KafkaConsole.Layout;

public sealed class PageTests(KafkaCluster cluster)
{
    [Theory]
    [InlineData("/topics", HttpStatusCode.OK, "text/html")]
    [InlineData("/groups/any", HttpStatusCode.OK, "text/html")]
    [InlineData("/no-page", HttpStatusCode.NotFound, "text/html")]
    [InlineData("/api/no-call", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/css/console.css", HttpStatusCode.OK, "text/css")]
    [InlineData("/js/reconnect.js", HttpStatusCode.OK, "text/javascript")]
    [InlineData("/_content/WebTheme/css/tokens.css", HttpStatusCode.OK, "text/css")]
    [InlineData("/_framework/blazor.web.js", HttpStatusCode.OK, "text/javascript")]
    [InlineData("/health", HttpStatusCode.OK, "application/json")]
    public async Task Each_response_has_its_status_and_limits_the_page(string path, HttpStatusCode status, string contentType)
    {
        await using var console = await RunningConsole.StartAsync(cluster);

        using var response = await console.Http.GetAsync(path);

        Assert.Equal((status, contentType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith(
            "default-src 'self'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.NotFound)]
    [InlineData("Origin", "http://another.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "{own}", HttpStatusCode.NotFound)]
    [InlineData("Accept", "*/*", HttpStatusCode.NotFound)]
    public async Task Another_sites_page_can_not_change_anything(string header, string value, HttpStatusCode expected)
    {
        await using var console = await RunningConsole.StartAsync(cluster);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/dead-letters/missing.dead/redrive");
        request.Headers.Add(header, value.Replace("{own}", console.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));

        using var response = await console.Http.SendAsync(request);

        await RunningConsole.ReadAsync(response, expected);
    }

    [Theory]
    [InlineData("Origin: https://another.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site: same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site: same-origin", HttpStatusCode.SwitchingProtocols)]
    public async Task Another_sites_page_can_not_open_a_web_socket(string header, HttpStatusCode expected)
    {
        await using var console = await RunningConsole.StartAsync(cluster);

        var status = await RawRequest.StatusAsync(
            console.Http.BaseAddress!, "/_blazor", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==", header);

        Assert.Equal(expected, status);
    }
}
