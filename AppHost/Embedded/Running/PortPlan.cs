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
    private const int Attempts = 10;

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

            return IsFree(wanted) && _given.Add(wanted) ? wanted : Replace(resource, wanted);
        }
    }

    /// <summary>Chooses a port as <see cref="Choose"/> does and listens there at once: a moment later another program may.</summary>
    /// <param name="resource">Whose port it is.</param>
    /// <param name="preferred">The port without configuration.</param>
    /// <param name="listen">Listens; throws <see cref="SocketException"/> where it can't.</param>
    public T Open<T>(string resource, int? preferred, Func<int, T> listen)
    {
        var port = Choose(resource, preferred);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return listen(port);
            }
            catch (SocketException) when (attempt < Attempts)
            {
                port = Replace(resource, port);
            }
            catch (SocketException fault)
            {
                throw new StartupFault($"{resource} can't listen at port {port}: {fault.Message}");
            }
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
    public int Keep(string process, int port) => IsFree(port) ? port : Replace(process, port);

    private int Replace(string name, int taken)
    {
        var other = ChooseAny();
        board.Say($"{name}: port {taken} is taken, using {other}");
        return other;
    }

    private int? Configured(string resource)
    {
        // Shells export no variable with a hyphen, so Ports__producer_api does as well.
        string[] keys = [$"Ports:{resource}", $"Ports:{resource.Replace('-', '_')}", "Ports"];
        if (Array.Find(keys, key => configuration[key] is not null) is not { } key)
            return null;

        return ushort.TryParse(configuration[key], out var port)
            ? port
            : throw new StartupFault(
                $"{key} is '{configuration[key]}', which is not a port: give a number from 0 (any free port) to 65535");
    }

    private static bool IsFree(int port)
    {
        try
        {
            foreach (var listener in Localhost.Listen(port))
                listener.Dispose();

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
