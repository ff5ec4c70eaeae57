namespace InMemoryKafka.Groups;

/// <summary>The members of groups of the new protocol. Safe for use by all connections at once.</summary>
internal sealed class ConsumerGroups(TimeProvider time)
{
    /// <summary>The cluster's session timeout for these groups, which clients don't choose, and a margin.</summary>
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(30 + 2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, long>> _lastSeen = [];

    public bool HasMembers(string group)
    {
        lock (_lock)
        {
            return _lastSeen.TryGetValue(group, out var members)
                && members.Values.Any(seen => time.GetElapsedTime(seen) <= SessionTimeout);
        }
    }

    public void Seen(ConsumerHeartbeatRequest heartbeat)
    {
        lock (_lock)
        {
            if (!_lastSeen.TryGetValue(heartbeat.Group, out var members)) _lastSeen[heartbeat.Group] = members = [];
            if (heartbeat.Leaves) members.Remove(heartbeat.Member);
            else members[heartbeat.Member] = time.GetTimestamp();
        }
    }
}
