using Confluent.Kafka;

namespace InMemoryKafka.Groups;

/// <summary>
/// What the proxy knows of a group of the classic protocol: its members, its generation, and the strategy that all members use.
/// </summary>
/// <remarks>
/// The proxy drops a member later than the cluster does. The cluster checks once a second which members have sent nothing for the session
/// timeout, and drops them.
/// </remarks>
internal sealed class ClassicGroup(TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private readonly List<ClassicMember> _members = [];

    // The cluster applies the session timeout of the member that joined last to all of them, even after that member has left.
    private TimeSpan _longestSession;

    // It rises as soon as one member gets the response to its JoinGroup. From then on, older generations can't commit.
    private int _generation = -1;

    // What the leader has assigned to each member in the last rebalance, by member id.
    private IReadOnlyDictionary<string, byte[]> _assignments = new Dictionary<string, byte[]>();

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
        var member = known ?? new ClassicMember { Id = request.Member, Instance = request.Instance };
        if (known is null || !_members.Contains(known)) _members.Add(member);
        if (_members.Count == 1 || request.SessionTimeout > _longestSession) _longestSession = request.SessionTimeout;
        (ProtocolType, Protocol) = (request.ProtocolType, protocol);
        (member.JoinsOn, member.LastSeen) = (connection, time.GetTimestamp());
        return member;
    }

    public void Joined(ClassicMember member, string id, int generation)
    {
        member.Id = id;
        _generation = Math.Max(_generation, generation);
        Seen(member);
    }

    /// <summary>Notes the assignments if the leader of the current generation sends them.</summary>
    public void Assign(SyncGroupRequest request)
    {
        if (request.Generation == _generation && request.Assignments.Count > 0) _assignments = request.Assignments;
    }

    public byte[]? AssignmentOf(string member) => _assignments.GetValueOrDefault(member);

    public void Remove(ClassicMember member) => _members.Remove(member);

    public void Seen(ClassicMember member) => member.LastSeen = time.GetTimestamp();

    /// <summary>Returns the error with which a broker refuses a commit: only members of the current generation may commit.</summary>
    public ErrorCode CheckCommit(GroupCommitter committer, bool inTransaction)
    {
        // A client that is no member may commit while the group has none. In a transaction, it may be an old client, which names no member.
        if (!committer.IsMember) return inTransaction || !HasOthers(null) ? ErrorCode.NoError : ErrorCode.UnknownMemberId;

        if (committer.Instance is { } instance)
        {
            var holder = _members.FindLast(member => member.Instance == instance);
            if (holder is null) return ErrorCode.UnknownMemberId;
            if (holder.Id != committer.Member) return ErrorCode.FencedInstanceId;
        }

        if (Find(committer.Member) is null) return ErrorCode.UnknownMemberId;
        return committer.Generation == _generation ? ErrorCode.NoError : ErrorCode.IllegalGeneration;
    }

    public void ConnectionClosed(object connection)
    {
        foreach (var member in _members)
        {
            if (member.JoinsOn == connection) member.JoinsOn = null;
            if (member.SyncsOn == connection) member.SyncsOn = null;
        }
    }
}
