using System.Net;
using System.Net.Sockets;
using AppHost.Embedded.State;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Running;

/// <summary>
/// Decides who listens where: at the port configured as <c>Ports:{resource}</c>, else as <c>Ports</c> for all, else at the one the
/// resource prefers; 0 means any free one, and so does a port that is taken.
/// </summary>
internal sealed class PortPlan(IConfiguration configuration, ResourceBoard board)
{
    private readonly HashSet<int> _given = [];

    /// <summary>Chooses a port that is free on the loopback addresses, and no one else's in this application.</summary>
    /// <param name="resource">Whose configuration to look at, and who to name when its port is taken.</param>
    /// <param name="preferred">The port without configuration; null for any.</param>
    /// <exception cref="StartupFault">The configured value is not a port.</exception>
    public int Choose(string resource, int? preferred)
    {
        lock (_given)
        {
            var wanted = Configured(resource) ?? preferred ?? 0;
            if (wanted == 0)
                return ChooseAny();

            if (IsFree(wanted) && _given.Add(wanted))
                return wanted;

            var port = ChooseAny();
            board.Say($"{resource}: port {wanted} is taken, using {port}");
            return port;
        }
    }

    /// <summary>Chooses any free port.</summary>
    public int ChooseAny()
    {
        lock (_given)
        {
            int port;
            do
                port = AnyFree();
            while (!IsFree(port) || !_given.Add(port));

            return port;
        }
    }

    /// <summary>Keeps a port for a process that is started again, or chooses another one where it has been taken meanwhile.</summary>
    public int Keep(string process, int port)
    {
        if (IsFree(port))
            return port;

        var other = ChooseAny();
        board.Say($"{process}: port {port} is taken, using {other}");
        return other;
    }

    private int? Configured(string resource)
    {
        // Shells export no variable with a hyphen, so Ports__producer_api does as well.
        var key = $"Ports:{resource}";
        var text = configuration[key] ?? configuration[key.Replace('-', '_')] ?? configuration["Ports"];
        if (text is null)
            return null;

        return ushort.TryParse(text, out var port)
            ? port
            : throw new StartupFault($"{key} is '{text}', which is not a port: give a number from 0 (any free port) to 65535");
    }

    private static bool IsFree(int port)
        => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        if (OperatingSystem.IsWindows())
            listener.ExclusiveAddressUse = true;

        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException fault)
        {
            // A machine may have IPv6 in its kernel and no ::1.
            return fault.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }

    private static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
