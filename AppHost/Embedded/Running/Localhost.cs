using System.Net;
using System.Net.Sockets;

namespace AppHost.Embedded.Running;

/// <summary>What <c>localhost</c> may stand for: 127.0.0.1 and, where there is one, ::1.</summary>
internal static class Localhost
{
    /// <summary>Listens at a port of all these addresses.</summary>
    /// <exception cref="SocketException">The port is taken at one of them.</exception>
    public static IReadOnlyList<TcpListener> Listen(int port)
    {
        var listeners = new List<TcpListener>();
        try
        {
            Add(IPAddress.Loopback);
            if (Socket.OSSupportsIPv6)
                Add(IPAddress.IPv6Loopback);
        }
        catch (SocketException)
        {
            listeners.ForEach(listener => listener.Dispose());
            throw;
        }

        return listeners;

        void Add(IPAddress address)
        {
            var listener = new TcpListener(address, port);
            listeners.Add(listener);
            if (OperatingSystem.IsWindows())
                listener.ExclusiveAddressUse = true;

            try
            {
                listener.Start();
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                // IPv6 in the kernel, but no ::1.
                listeners.Remove(listener);
                listener.Dispose();
            }
        }
    }
}
