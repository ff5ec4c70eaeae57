using System.Collections.Concurrent;
using Dashboard.Door;

namespace Kafka.Tests.Dashboard;

/// <summary>An application for the dashboard to look at: resources that a test puts there, which obey every command at once.</summary>
internal sealed class TestResources(params Resource[] resources) : IResourceService
{
    private readonly ConcurrentDictionary<string, Resource> _resources = new(resources.Select(resource => KeyValuePair.Create(resource.Name, resource)));

    public event Action<Resource>? Changed;

    public event Action<ConsoleLine>? Written;

    public IReadOnlyList<Resource> Resources => [.. _resources.Values.OrderBy(resource => resource.Name, StringComparer.Ordinal)];

    public void Set(Resource resource)
    {
        _resources[resource.Name] = resource;
        Changed?.Invoke(resource);
    }

    public void Write(string resource, string text, bool isError = false) => Written?.Invoke(new(TimeProvider.System.GetUtcNow(), resource, text, isError));

    public Task ExecuteAsync(string resource, ResourceCommand command, CancellationToken cancellationToken)
    {
        if (!_resources.TryGetValue(resource, out var known))
            throw new InvalidOperationException($"There is no resource {resource}.");

        Set(known with { State = command is ResourceCommand.Stop ? ResourceState.Stopped : ResourceState.Running });
        return Task.CompletedTask;
    }
}
