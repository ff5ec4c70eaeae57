using Dashboard.Door;

namespace Dashboard.Resources;

/// <summary>How the state and the health of a resource are said together.</summary>
/// <param name="Word">In one word.</param>
/// <param name="Meaning">In one sentence.</param>
/// <param name="Mood">How good that is.</param>
internal sealed record StateWord(string Word, string Meaning, StateMood Mood)
{
    public static StateWord Of(Resource resource) => resource.State switch
    {
        ResourceState.Running when resource.IsHealthy is false => new("Unhealthy", "It runs, but no longer answers its health check.", StateMood.Bad),
        ResourceState.Running => new("Running", resource.IsHealthy is true ? "It runs and answers its health check." : "It runs.", StateMood.Good),
        ResourceState.Waiting => new("Waiting", "It starts when what it waits for is healthy.", StateMood.Busy),
        ResourceState.Starting => new("Starting", "It was started, and has not been healthy since.", StateMood.Busy),
        ResourceState.Restarting => new("Restarting", "It ended by itself, and is started again after a pause.", StateMood.Bad),
        ResourceState.Stopping => new("Stopping", "It was asked to stop.", StateMood.Busy),
        ResourceState.Stopped => new("Stopped", "It was asked to stop, and did.", StateMood.Idle),
        _ => new(resource.State.ToString(), "", StateMood.Idle),
    };
}

/// <summary>How good a state is.</summary>
internal enum StateMood
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>On its way.</summary>
    Busy,

    /// <summary>Somebody should look.</summary>
    Bad,

    /// <summary>Nothing goes on.</summary>
    Idle,
}
