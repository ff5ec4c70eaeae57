using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded;

/// <summary>The topology being written down, and the configuration of this run.</summary>
internal interface IDistributedApplicationBuilder
{
    /// <summary>appsettings.json, appsettings.{environment}.json, environment variables, command line; later ones win.</summary>
    IConfiguration Configuration { get; }

    /// <summary>The project directory of this host.</summary>
    string AppHostDirectory { get; }

    /// <summary>Adds a resource under a name that no other has.</summary>
    IResourceBuilder<T> AddResource<T>(T resource) where T : Resource;

    /// <summary>Closes the topology.</summary>
    DistributedApplication Build();
}

internal sealed class DistributedApplicationBuilder(string[] args) : IDistributedApplicationBuilder
{
    private readonly List<Resource> _resources = [];

    public string AppHostDirectory { get; } = Projects.AppHost.ProjectPath;

    public IConfiguration Configuration { get; } = Read(args);

    public IResourceBuilder<T> AddResource<T>(T resource) where T : Resource
    {
        if (_resources.Exists(other => other.Name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase)))
            throw new InvalidOperationException($"The topology has two resources named '{resource.Name}'.");

        _resources.Add(resource);
        return new ResourceBuilder<T>(resource);
    }

    public DistributedApplication Build() => new(_resources, Configuration, AppHostDirectory);

    private static IConfiguration Read(string[] args)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production";

        return new ConfigurationBuilder()
            .SetBasePath(Directory.Exists(Projects.AppHost.ProjectPath) ? Projects.AppHost.ProjectPath : AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment}.json", optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
    }
}
