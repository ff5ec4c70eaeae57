using System.Text.RegularExpressions;
using InMemoryKafka.Protocol;

namespace InMemoryKafka.Groups;

/// <summary>A request by which a consumer joins, stays in or leaves a group of the new protocol (<c>group.protocol=consumer</c>).</summary>
internal sealed class ConsumerHeartbeatRequest
{
    private static readonly string[] NotInEveryRegex = ["(?", "{", "[:", "[.", "[="];

    private readonly int _epoch;
    private readonly int _rebalanceTimeout;
    private readonly string? _regex;

    /// <exception cref="MalformedFrameException">A field is missing.</exception>
    public ConsumerHeartbeatRequest(byte[] frame)
    {
        var reader = RequestHeader.Body(frame, flexible: true);
        Group = reader.String(compact: true) ?? "";
        Member = reader.String(compact: true) ?? "";
        _epoch = reader.Int32();
        reader.String(compact: true); // the group instance id
        reader.String(compact: true); // the rack
        _rebalanceTimeout = reader.Int32();
        var topicsAt = reader.Position;
        var count = reader.CompactLength();
        for (var left = count; left > 0; left--) reader.String(compact: true);
        var regexAt = reader.Position;
        _regex = reader.String(compact: true);

        // A Java client names topics and leaves the pattern null, or the other way round, as the protocol allows. The cluster asserts that
        // both are null, or that neither is null and one is not empty. The byte 0 is null, and the byte 1 is empty.
        var subscribes = count > 0 || _regex is { Length: > 0 };
        if (!subscribes) frame[topicsAt] = frame[regexAt] = 0;
        else if (count < 0) frame[topicsAt] = 1;
        else if (_regex is null) frame[regexAt] = 1;
    }

    public string Group { get; }

    public string Member { get; }

    /// <summary>Whether the member leaves: for good (-1), or to come back with the same group instance id (-2).</summary>
    public bool Leaves => _epoch < 0;

    /// <summary>
    /// The reason why the cluster must not get this request: an assertion would end its process. Null if the cluster may get it.
    /// </summary>
    public string? RejectionReason
    {
        get
        {
            if (Group.Length == 0 || Member.Length == 0) return "the group id or the member id is empty";
            if (_epoch < -2 || _rebalanceTimeout < -1) return "the member epoch or the rebalance timeout is negative";
            return _regex is not null && !IsSafe(_regex) ? $"'{_regex}' is no regular expression that the cluster understands" : null;
        }
    }

    /// <summary>
    /// The cluster does not check whether the C library has compiled the pattern. This method accepts only patterns that are valid for the
    /// C library and for .NET.
    /// </summary>
    private static bool IsSafe(string regex)
    {
        if (NotInEveryRegex.Any(regex.Contains)) return false;

        try
        {
            _ = new Regex(regex, RegexOptions.None, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
