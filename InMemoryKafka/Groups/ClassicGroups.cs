using Confluent.Kafka;

namespace InMemoryKafka.Groups;

/// <summary>The groups of the classic protocol and who may join them. Safe for use by all connections at once.</summary>
internal sealed class ClassicGroups(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClassicGroup> _groups = [];

    /// <summary>Whether there ever was such a group: the cluster forgets none.</summary>
    public bool Knows(string group)
    {
        lock (_lock) return _groups.ContainsKey(group);
    }

    /// <summary>Lets a member join, or says why it can't.</summary>
    public JoinDecision Join(JoinGroupRequest request, object connection)
    {
        lock (_lock)
        {
            var group = _groups.GetValueOrDefault(request.Group) ?? new ClassicGroup(time);
            var known = request.Member.Length > 0 ? group.Find(request.Member) : null;
            if (known?.JoinsOn is not null)
                return JoinDecision.Refuse(ErrorCode.GroupLoadInProgress, "the same member waits to join on another connection");

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
    }

    /// <summary>The cluster has answered a request to join: with the member's id, or with an error.</summary>
    public void JoinCompleted(string group, ClassicMember member, string? id)
    {
        lock (_lock)
        {
            member.JoinsOn = null;
            if (id is not null)
            {
                member.Id = id;
                _groups[group].Seen(member);
            }
            else if (member.Id.Length == 0)
            {
                _groups[group].Remove(member);
            }
        }
    }

    /// <summary>Lets a member wait for its assignment, unless it does so on another connection already.</summary>
    public bool Sync(string group, string member, object connection)
    {
        lock (_lock)
        {
            if (Find(group, member) is not { } found) return true;
            if (found.SyncsOn is not null) return false;

            found.SyncsOn = connection;
            _groups[group].Seen(found);
            return true;
        }
    }

    public void SyncCompleted(string group, string member)
    {
        lock (_lock)
        {
            if (Find(group, member) is { } found) found.SyncsOn = null;
        }
    }

    public void Heartbeat(string group, string member)
    {
        lock (_lock)
        {
            if (Find(group, member) is { } found) _groups[group].Seen(found);
        }
    }

    public void Left(string group, string member)
    {
        lock (_lock)
        {
            if (Find(group, member) is { } found) _groups[group].Remove(found);
        }
    }

    /// <summary>The members that waited on this connection wait no more. They remain members until their session times out.</summary>
    public void ConnectionClosed(object connection)
    {
        lock (_lock)
        {
            foreach (var group in _groups.Values) group.ConnectionClosed(connection);
        }
    }

    private ClassicMember? Find(string group, string member) =>
        member.Length > 0 ? _groups.GetValueOrDefault(group)?.Find(member) : null;
}

/// <summary>Whether a member may join, and with which of its assignment strategies.</summary>
internal readonly record struct JoinDecision(ErrorCode Error, string Reason, string Protocol, ClassicMember? Member)
{
    public static JoinDecision Accept(string protocol, ClassicMember member) => new(ErrorCode.NoError, "", protocol, member);

    public static JoinDecision Refuse(ErrorCode error, string reason) => new(error, reason, "", null);
}
