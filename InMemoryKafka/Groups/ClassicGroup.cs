namespace InMemoryKafka.Groups;

/// <summary>What is known of one group of the classic protocol: its members, and the strategy that all of them use.</summary>
/// <remarks>
/// A member counts at least as long as it does in the cluster, which drops it once it has been silent for the session timeout and looks
/// for such members once a second.
/// </remarks>
internal sealed class ClassicGroup(TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly List<ClassicMember> _members = [];

    // The cluster applies the session timeout of the member that joined last to all of them, even after that member has left.
    private TimeSpan _longestSession;

    public string ProtocolType { get; private set; } = "";

    /// <summary>The assignment strategy that every member has joined with.</summary>
    public string Protocol { get; private set; } = "";

    public ClassicMember? Find(string id) => _members.Find(member => member.Id == id);

    /// <summary>Whether there are members besides this one.</summary>
    public bool HasOthers(ClassicMember? than)
    {
        _members.RemoveAll(member => member.JoinsOn is null && time.GetElapsedTime(member.LastSeen) > _longestSession + Margin);
        return _members.Any(member => member != than);
    }

    /// <summary>Notes that a member, known or new, waits to join.</summary>
    public ClassicMember Join(ClassicMember? known, JoinGroupRequest request, string protocol, object connection)
    {
        var member = known ?? new ClassicMember { Id = request.Member };
        if (known is null || !_members.Contains(known)) _members.Add(member);
        if (_members.Count == 1 || request.SessionTimeout > _longestSession) _longestSession = request.SessionTimeout;
        (ProtocolType, Protocol) = (request.ProtocolType, protocol);
        (member.JoinsOn, member.LastSeen) = (connection, time.GetTimestamp());
        return member;
    }

    public void Remove(ClassicMember member) => _members.Remove(member);

    public void Seen(ClassicMember member) => member.LastSeen = time.GetTimestamp();

    public void ConnectionClosed(object connection)
    {
        foreach (var member in _members)
        {
            if (member.JoinsOn == connection) member.JoinsOn = null;
            if (member.SyncsOn == connection) member.SyncsOn = null;
        }
    }
}

/// <summary>A member of a classic group, as the cluster sees it.</summary>
internal sealed class ClassicMember
{
    /// <summary>Empty until the cluster has named it.</summary>
    public required string Id { get; set; }

    /// <summary>When it last sent a sign of life, as a timestamp of the <see cref="TimeProvider"/>.</summary>
    public long LastSeen { get; set; }

    /// <summary>The connection on which it waits for the response to JoinGroup, or null.</summary>
    public object? JoinsOn { get; set; }

    /// <summary>The connection on which it waits for the response to SyncGroup, or null.</summary>
    public object? SyncsOn { get; set; }
}
