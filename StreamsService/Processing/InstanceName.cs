using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace StreamsService.Processing;

/// <summary>The name of this instance: machine and port. It is known once the server listens.</summary>
internal sealed class InstanceName(IServer server, IHostApplicationLifetime lifetime)
{
    private string? _value;

    public bool IsKnown => Value.Length > 0;

    public string Value => (_value ??= Find()) ?? "";

    private string? Find()
    {
        if (!lifetime.ApplicationStarted.IsCancellationRequested) return null; // a dynamic port is not chosen yet

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return address is null ? null : $"{Environment.MachineName}:{BindingAddress.Parse(address).Port}";
    }
}
