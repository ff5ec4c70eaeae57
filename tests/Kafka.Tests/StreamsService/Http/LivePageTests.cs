using System.Text.RegularExpressions;
using StreamsService.Processing;

namespace Kafka.Tests.StreamsService.Http;

public sealed partial class LivePageTests(KafkaCluster cluster)
{
    [Fact]
    public async Task The_page_and_what_it_needs_are_served_in_production_from_the_build_output()
    {
        var configuration = cluster.Configuration;
        foreach (var topic in new[] { "page-events", "page-statistics" }) configuration[$"Topics:{topic}:Name"] = cluster.NewTopic();
        configuration["ASPNETCORE_ENVIRONMENT"] = "Production";
        configuration["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information";
        await using var service = ServiceProcess.Start(typeof(CountPageEvents), configuration);
        using var http = new HttpClient { BaseAddress = await AddressOfAsync(service) };

        foreach (var (path, contentType, content) in new[]
        {
            ("/", "text/html", "<!doctype html>"),
            ("/js/main.js", "text/javascript", "import"),
            ("/js/streams/worker.js", "text/javascript", "onconnect"),
            ("/_content/WebTheme/css/tokens.css", "text/css", "--accent"),
            ("/_content/WebTheme/js/colours.js", "text/javascript", "ColourSlots"),
            ("/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js", "text/javascript", "echarts"),
        })
        {
            using var response = await http.GetAsync(path);
            Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
            Assert.Contains(content, await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
            Assert.NotNull(response.Headers.ETag);
            Assert.StartsWith("default-src 'self'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    private static async Task<Uri> AddressOfAsync(ServiceProcess service)
    {
        Uri? address = null;
        await Eventually.TrueAsync(
            () =>
            {
                address = service.Output.Select(line => Listening().Match(line)).Where(match => match.Success).Select(match => new Uri(match.Groups[1].Value)).FirstOrDefault();
                return address is not null;
            },
            "it listens");
        return address!;
    }

    [GeneratedRegex("Now listening on: (http://[^ ]+)")]
    private static partial Regex Listening();
}
