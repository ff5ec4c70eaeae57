using System.Net;
using System.Net.Sockets;

namespace LocalProcesses;

/// <summary>Finds free ports of the loopback interface.</summary>
public static class FreePorts
{
    /// <summary>Returns different ports at which nothing listens now. Another process can take one before it is used.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                listeners.Add(new(IPAddress.Loopback, 0));
                listeners[i].Start();
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
