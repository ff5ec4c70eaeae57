using InMemoryKafka.Protocol;

namespace InMemoryKafka.Groups;

/// <summary>
/// A request for the partitions of a member after a rebalance of a classic group. That of the leader contains the assignments of all
/// members.
/// </summary>
internal sealed class SyncGroupRequest
{
    private readonly Dictionary<string, byte[]> _assignments = [];

    /// <exception cref="MalformedFrameException">A field is missing, or an id is null.</exception>
    public SyncGroupRequest(RequestHeader header, byte[] frame)
    {
        var reader = RequestHeader.Body(frame);
        Group = reader.RequiredString();
        Generation = reader.Int32();
        Member = reader.RequiredString();
        if (header.Version >= 3) reader.String(); // the group instance id
        for (var left = reader.Int32(); left > 0; left--)
        {
            var member = reader.RequiredString();
            _assignments[member] = reader.Bytes().ToArray();
        }
    }

    public string Group { get; }

    public int Generation { get; }

    public string Member { get; }

    /// <summary>The assignments by member id; empty unless the leader sends them.</summary>
    public IReadOnlyDictionary<string, byte[]> Assignments => _assignments;
}
