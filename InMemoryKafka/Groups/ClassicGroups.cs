using Confluent.Kafka;

namespace InMemoryKafka.Groups;

/// <summary>The groups of the classic protocol and who may join them.</summary>
internal sealed class ClassicGroups(TimeProvider time)
{
    private readonly Dictionary<string, ClassicGroup> _groups = [];

    /// <summary>Returns the group, also when it has no members any more; null if nobody has ever joined it.</summary>
    public ClassicGroup? Find(string group) => _groups.GetValueOrDefault(group);

    /// <summary>Lets a member join, or says why it can't.</summary>
    public JoinDecision Join(JoinGroupRequest request, object connection)
    {
        var group = Find(request.Group) ?? new ClassicGroup(time);
        var known = request.Member.Length > 0 ? group.Find(request.Member) : null;
        if (known?.JoinsOn is not null)
        {
            return JoinDecision.Refuse(ErrorCode.GroupLoadInProgress, "the same member waits to join on another connection");
        }

        var hasOthers = group.HasOthers(known);
        if (hasOthers && (request.ProtocolType != group.ProtocolType || !request.Protocols.Contains(group.Protocol)))
        {
            return JoinDecision.Refuse(
                ErrorCode.InconsistentGroupProtocol,
                $"it offers {string.Join(", ", request.Protocols)} of type {request.ProtocolType}, "
                + $"and the members use {group.Protocol} of type {group.ProtocolType}");
        }

        var protocol = hasOthers ? group.Protocol : request.FirstProtocol!;
        _groups[request.Group] = group;
        return JoinDecision.Accept(protocol, group.Join(known, request, protocol, connection));
    }

    /// <summary>Handles the cluster's response to a request to join. Its member id is null when the response is an error.</summary>
    public void JoinCompleted(string group, ClassicMember member, string? id, int generation)
    {
        member.JoinsOn = null;
        if (id is not null) _groups[group].Joined(member, id, generation);
        else if (member.Id.Length == 0) _groups[group].Remove(member);
    }

    /// <summary>Lets a member wait for its assignment, unless it does so on another connection already.</summary>
    public bool Sync(SyncGroupRequest request, object connection)
    {
        if (FindMember(request.Group, request.Member) is not { } member) return true;
        if (member.SyncsOn is not null) return false;

        member.SyncsOn = connection;
        var group = _groups[request.Group];
        group.Seen(member);
        group.Assign(request);
        return true;
    }

    /// <summary>Handles the cluster's response to a SyncGroup. Returns what the leader has assigned to the member, or null.</summary>
    public byte[]? SyncCompleted(SyncGroupRequest request)
    {
        if (FindMember(request.Group, request.Member) is { } member) member.SyncsOn = null;
        return Find(request.Group)?.AssignmentOf(request.Member);
    }

    public void Heartbeat(string group, string member)
    {
        if (FindMember(group, member) is { } found) _groups[group].Seen(found);
    }

    public void Left(string group, string member)
    {
        if (FindMember(group, member) is { } found) _groups[group].Remove(found);
    }

    /// <summary>
    /// Handles the end of a connection: its members don't wait for a response any more, but they remain members until their session times
    /// out.
    /// </summary>
    public void ConnectionClosed(object connection)
    {
        foreach (var group in _groups.Values) group.ConnectionClosed(connection);
    }

    private ClassicMember? FindMember(string group, string member) => member.Length > 0 ? Find(group)?.Find(member) : null;
}
