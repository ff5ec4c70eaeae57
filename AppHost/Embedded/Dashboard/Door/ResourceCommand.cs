namespace Dashboard.Door;

/// <summary>What a person may tell a resource.</summary>
public enum ResourceCommand
{
    /// <summary>Run, after it was stopped; or now, in the pause before it is started again.</summary>
    Start,

    /// <summary>End in order, and stay so.</summary>
    Stop,

    /// <summary>End in order, and run again.</summary>
    Restart,
}
