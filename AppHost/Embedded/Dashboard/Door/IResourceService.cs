namespace Dashboard.Door;

/// <summary>What runs, as the dashboard sees it, and what it may ask of it. The dashboard's host implements it.</summary>
public interface IResourceService
{
    /// <summary>All resources as they are now, in the order in which they are shown.</summary>
    IReadOnlyList<Resource> Resources { get; }

    /// <summary>A resource is new or has changed. Handlers return at once.</summary>
    event Action<Resource>? Changed;

    /// <summary>A resource wrote a line. Handlers return at once.</summary>
    event Action<ConsoleLine>? Written;

    /// <summary>Carries out a command; completes when the resource has obeyed, whether or not it is healthy by then.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="command">One of its <see cref="Resource.Commands"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the command.</param>
    /// <exception cref="InvalidOperationException">There is no such resource, or it does not take this command now; the message says so.</exception>
    Task ExecuteAsync(string resource, ResourceCommand command, CancellationToken cancellationToken);
}
