using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace StreamsService.Processing;

/// <summary>What this instance is called: its machine and its port, known once it listens.</summary>
internal sealed class InstanceName(IServer server, IHostApplicationLifetime lifetime)
{
    private string? _value;

    public bool IsKnown => Value.Length > 0;

    public string Value => (_value ??= Find()) ?? "";

    private string? Find()
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return null; // the port may still be to be chosen

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is null ? null : $"{Environment.MachineName}:{BindingAddress.Parse(address).Port}";
    }
}
