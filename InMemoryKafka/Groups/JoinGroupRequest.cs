using InMemoryKafka.Protocol;

namespace InMemoryKafka.Groups;

/// <summary>A request to become, or to remain, a member of a group of the classic protocol.</summary>
internal sealed class JoinGroupRequest
{
    private readonly byte[] _frame;
    private readonly int _protocolsStart;
    private readonly Dictionary<string, Range> _protocols = [];

    /// <exception cref="MalformedFrameException">
    /// A field is missing. The cluster would free memory that it never allocated, which ends its process.
    /// </exception>
    public JoinGroupRequest(RequestHeader header, byte[] frame)
    {
        _frame = frame;
        var reader = RequestHeader.Body(frame);
        Group = reader.String() ?? "";
        SessionTimeout = TimeSpan.FromMilliseconds(reader.Int32());
        if (header.Version >= 1) reader.Int32(); // the rebalance timeout
        Member = reader.String() ?? throw new MalformedFrameException("a JoinGroup without a member id");
        if (header.Version >= 5) Instance = reader.String();
        ProtocolType = reader.String() ?? "";
        _protocolsStart = reader.Position;
        for (var left = reader.Int32(); left > 0; left--)
        {
            var start = reader.Position;
            var name = reader.String() ?? throw new MalformedFrameException("a JoinGroup with a protocol that has no name");
            reader.Bytes(); // data of the member for the strategy, such as its topics
            if (_protocols.TryAdd(name, start..reader.Position) && FirstProtocol is null) FirstProtocol = name;
        }
    }

    public string Group { get; }

    /// <summary>Empty for a member that joins for the first time: the response tells it its id.</summary>
    public string Member { get; }

    /// <summary>The group instance id of a static member, or null.</summary>
    public string? Instance { get; }

    public TimeSpan SessionTimeout { get; }

    /// <summary>"consumer" for consumers, "connect" for workers of Kafka Connect, and so on.</summary>
    public string ProtocolType { get; }

    /// <summary>The assignment strategy that the member likes best; null when it names none.</summary>
    public string? FirstProtocol { get; }

    /// <summary>All assignment strategies that the member names.</summary>
    public IEnumerable<string> Protocols => _protocols.Keys;

    /// <summary>The request with only one of its protocols.</summary>
    public ReadOnlyMemory<byte> With(string protocol) =>
        FrameWriter.WithSize([.. _frame.AsSpan(0, _protocolsStart), 0, 0, 0, 1, .. _frame.AsSpan()[_protocols[protocol]]]);
}
