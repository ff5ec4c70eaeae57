using System.Net;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Running;

[Collection(nameof(WithRunningSystem))]
public sealed class Http2Tests(RunningSystem shared)
{
    [Fact]
    public async Task ProducerApi_speaks_HTTP2_at_its_second_address()
    {
        using var http = new HttpClient
        {
            BaseAddress = shared.Application.AddressOf(Application.Producer, "http2"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await http.GetAsync("/alive");

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }
}
