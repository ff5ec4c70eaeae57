using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Http;

/// <summary>
/// What is configured for every address at which a service listens. Kestrel itself keeps only the last action that was given to
/// <see cref="KestrelServerOptions.ConfigureEndpointDefaults"/>, so that one part of a service would replace the action of another.
/// </summary>
public sealed class EndpointDefaults
{
    private readonly List<Action<ListenOptions>> _actions = [];

    /// <summary>Adds an action, which is called for every address.</summary>
    public void Add(Action<ListenOptions> action) => _actions.Add(action);

    internal static void Register(IServiceCollection services) =>
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<EndpointDefaults>>((kestrel, defaults) =>
            kestrel.ConfigureEndpointDefaults(endpoint => defaults.Value._actions.ForEach(action => action(endpoint))));
}
