using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace AppHost.Kafka;

/// <summary>Ports of localhost.</summary>
internal static class LocalPort
{
    /// <summary>
    /// The preferred port if it is free, otherwise any free one. It is not reserved, so that another process can still take it. Always a
    /// free one with <c>DcpPublisher:RandomizePorts</c>, as in tests, so that several applications run beside each other.
    /// </summary>
    public static int Choose(IConfiguration configuration, int preferred) =>
        !configuration.RandomizesPorts() && IsFree(preferred) ? preferred : AnyFree();

    /// <summary>Whether Aspire gives endpoints random ports instead of those that are configured.</summary>
    public static bool RandomizesPorts(this IConfiguration configuration) => configuration.GetValue("DcpPublisher:RandomizePorts", false);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
