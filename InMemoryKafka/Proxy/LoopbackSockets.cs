using System.Net;
using System.Net.Sockets;

namespace InMemoryKafka.Proxy;

/// <summary>Sockets that only programs on this machine can connect to.</summary>
internal static class LoopbackSockets
{
    /// <summary>Listens on 127.0.0.1 and, where the machine has IPv6, on ::1, so that the name localhost works either way.</summary>
    /// <param name="port">0 takes any free port.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static IReadOnlyList<Socket> Listen(int port)
    {
        var ip4 = Listen(IPAddress.Loopback, port);
        if (!Socket.OSSupportsIPv6) return [ip4];

        try
        {
            return [ip4, Listen(IPAddress.IPv6Loopback, ((IPEndPoint)ip4.LocalEndPoint!).Port)];
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return [ip4]; // IPv6 is installed but disabled
        }
        catch
        {
            ip4.Dispose();
            throw;
        }
    }

    private static Socket Listen(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // On other systems, this would prevent the use of the same port right after a stop.
            if (OperatingSystem.IsWindows()) listener.ExclusiveAddressUse = true;
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }
}
