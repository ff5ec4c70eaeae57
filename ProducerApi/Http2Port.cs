using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using ServiceDefaults.Http;

namespace ProducerApi;

/// <summary>
/// HTTP/2 without TLS, for clients that send and read at the same time and can do so over HTTP/2 only, such as .NET's HttpClient. It needs
/// a port of its own: without TLS, client and server can't negotiate the protocol.
/// </summary>
internal static class Http2Port
{
    /// <summary>Makes HTTP/2 the only protocol at <see cref="ApiOptions.Http2Port"/>.</summary>
    public static void AddHttp2Port(this WebApplicationBuilder builder) =>
        builder.Services.AddOptions<EndpointDefaults>().Configure<IOptions<ApiOptions>>((defaults, api) => defaults.Add(endpoint =>
        {
            if (endpoint.IPEndPoint?.Port == api.Value.Http2Port) endpoint.Protocols = HttpProtocols.Http2;
        }));
}
