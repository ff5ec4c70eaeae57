using Confluent.Kafka;

namespace InMemoryKafka.Groups;

/// <summary>The members of groups of the new protocol (<c>group.protocol=consumer</c>).</summary>
internal sealed class ConsumerGroups(TimeProvider time)
{
    /// <summary>The cluster's session timeout for these groups, which clients don't choose.</summary>
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Dictionary<string, Member>> _groups = [];

    /// <summary>Whether somebody has ever joined the group with the new protocol.</summary>
    public bool Knows(string group) => _groups.ContainsKey(group);

    /// <summary>Whether the group has members, or may still have some in the cluster.</summary>
    public bool HasMembers(string group) =>
        _groups.TryGetValue(group, out var members)
        && members.Values.Any(member => time.GetElapsedTime(member.LastSeen) <= SessionTimeout + Margin);

    /// <summary>Handles a heartbeat that the cluster gets.</summary>
    public void Seen(ConsumerHeartbeatRequest heartbeat)
    {
        if (!_groups.TryGetValue(heartbeat.Group, out var members)) _groups[heartbeat.Group] = members = [];
        if (heartbeat.Leaves) members.Remove(heartbeat.Member);
        else members[heartbeat.Member] = new(time.GetTimestamp(), members.GetValueOrDefault(heartbeat.Member).Epoch);
    }

    /// <summary>Handles the member epoch in the cluster's response to a heartbeat.</summary>
    public void EpochReceived(ConsumerHeartbeatRequest heartbeat, int epoch)
    {
        var members = _groups[heartbeat.Group];
        if (members.TryGetValue(heartbeat.Member, out var member)) members[heartbeat.Member] = member with { Epoch = epoch };
    }

    /// <summary>
    /// Returns the error with which a broker refuses a commit: only members may commit, and only with their current epoch.
    /// </summary>
    public ErrorCode CheckCommit(GroupCommitter committer, bool inTransaction)
    {
        if (!committer.IsMember) return inTransaction || !HasMembers(committer.Group) ? ErrorCode.NoError : ErrorCode.UnknownMemberId;

        var isMember = _groups[committer.Group].TryGetValue(committer.Member, out var member)
            && time.GetElapsedTime(member.LastSeen) <= SessionTimeout;
        if (!isMember) return ErrorCode.UnknownMemberId;
        if (committer.Generation == member.Epoch) return ErrorCode.NoError;
        return inTransaction ? ErrorCode.IllegalGeneration : ErrorCode.StaleMemberEpoch;
    }

    /// <summary>When the member last sent a heartbeat, as a timestamp of the <see cref="TimeProvider"/>, and its member epoch.</summary>
    private readonly record struct Member(long LastSeen, int Epoch);
}
