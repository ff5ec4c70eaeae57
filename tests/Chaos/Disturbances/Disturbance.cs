namespace Chaos.Disturbances;

/// <summary>Something that is done to a service, a broker or the database, and undone after a while.</summary>
/// <param name="Target">Its name, such as <c>broker 2</c>.</param>
/// <param name="What">What is done to it, such as <c>killed</c>.</param>
/// <param name="Role">What the target is, such as <c>broker</c>. Recovery times are reported by role and <paramref name="What"/>.</param>
/// <param name="BeginAsync">Does it.</param>
/// <param name="EndAsync">Undoes it.</param>
internal sealed record Disturbance(string Target, string What, string Role, Func<Task> BeginAsync, Func<Task> EndAsync)
{
    /// <summary>How long it lasts at least.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it lasts at most.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(6);

    public string Kind => $"{Role} {What}";
}
