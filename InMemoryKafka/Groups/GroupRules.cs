using Confluent.Kafka;
using InMemoryKafka.Protocol;
using InMemoryKafka.Proxy;

namespace InMemoryKafka.Groups;

/// <summary>
/// Handles the requests of group members. Refuses those that would end the process of the cluster, and knows who may commit offsets.
/// </summary>
/// <remarks>
/// Librdkafka's rdkafka_mock_cgrp.c and rdkafka_mock_handlers.c show what ends the process:
/// <list type="bullet">
/// <item>Whenever a classic group elects a leader, the cluster takes the first assignment strategy of the leader and asserts that it is
/// the first of every other member. "cooperative-sticky" beside "range, roundrobin" ends the process, and so does "roundrobin, range".
/// Here, the first strategy of the first member is that of the group. Members that also name this strategy join with it alone, and others
/// are refused. So a group changes its strategy only when all of its members have left.</item>
/// <item>The cluster reads uninitialised memory when a JoinGroup has no protocol, or ends early.</item>
/// <item>The cluster asserts that a member waits for one response at a time. A member that reconnects while it waits would wait for
/// two.</item>
/// <item>The cluster compares group, member and transactional ids without checking whether they are null.</item>
/// <item>The cluster multiplies session timeouts by a thousand, in 32 bits.</item>
/// <item>For ConsumerGroupHeartbeat see <see cref="ConsumerHeartbeatRequest"/>.</item>
/// </list>
/// The cluster keeps the groups of the two protocols apart. The proxy does not let the members of one group use both.
/// </remarks>
internal sealed class GroupRules(TimeProvider time, ILogger logger)
{
    /// <summary>The longest session timeout that Apache Kafka accepts by default (group.max.session.timeout.ms).</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The cluster's response to a SyncGroup that comes after the leader's in the same generation. A broker responds with the assignment.
    /// </summary>
    private const ErrorCode RefusalAfterLeader = ErrorCode.InvalidRequest;

    private readonly ClassicGroups _classic = new(time);
    private readonly ConsumerGroups _consumers = new(time);
    private readonly RefusalLog _refusals = new(logger);

    public Handling Join(RequestHeader header, byte[] frame, object connection)
    {
        var request = new JoinGroupRequest(header, frame);
        var decision = Check(request) ?? _classic.Join(request, connection);
        if (decision.Member is not { } member)
        {
            _refusals.Add(request.Group, RequestHeader.ClientId(frame), decision.Error, decision.Reason);
            return Handling.Respond(GroupResponses.Join(header, decision.Error, request.Member));
        }

        _refusals.Clear(request.Group);
        return Handling.Pass(request.With(decision.Protocol), response =>
        {
            var (id, generation) = GroupResponses.Joined(header, response);
            _classic.JoinCompleted(request.Group, member, id, generation);
            return response;
        });
    }

    public Handling Sync(RequestHeader header, byte[] frame, object connection)
    {
        var request = new SyncGroupRequest(header, frame);
        if (!_classic.Sync(request, connection)) return Handling.Respond(GroupResponses.Sync(header, ErrorCode.RebalanceInProgress, []));

        return Handling.Pass(frame, response =>
        {
            var assignment = _classic.SyncCompleted(request);
            return GroupResponses.SyncError(header, response) == RefusalAfterLeader && assignment is not null
                ? GroupResponses.Sync(header, ErrorCode.NoError, assignment)
                : response;
        });
    }

    public Handling Heartbeat(byte[] frame)
    {
        var reader = RequestHeader.Body(frame);
        var group = reader.RequiredString();
        reader.Int32(); // the generation
        _classic.Heartbeat(group, reader.RequiredString());
        return Handling.Pass(frame);
    }

    public Handling Leave(RequestHeader header, byte[] frame)
    {
        var reader = RequestHeader.Body(frame);
        var (group, member) = (reader.RequiredString(), reader.RequiredString());
        return Handling.Pass(frame, response =>
        {
            if (GroupResponses.HasLeft(header, response)) _classic.Left(group, member);
            return response;
        });
    }

    public Handling ConsumerHeartbeat(RequestHeader header, byte[] frame)
    {
        var request = new ConsumerHeartbeatRequest(frame);
        var (error, reason) = request.RejectionReason is { } rejection ? (ErrorCode.InvalidRequest, rejection)
            : _classic.Find(request.Group) is not null
                ? (ErrorCode.GroupIdNotFound, "the group has used the classic protocol, and the cluster can't change it")
            : (ErrorCode.NoError, "");
        if (error != ErrorCode.NoError)
        {
            _refusals.Add(request.Group, RequestHeader.ClientId(frame), error, reason);
            return Handling.Respond(GroupResponses.ConsumerHeartbeat(header, error));
        }

        _consumers.Seen(request);
        return Handling.Pass(frame, response =>
        {
            if (GroupResponses.MemberEpoch(response) is { } epoch) _consumers.EpochReceived(request, epoch);
            return response;
        });
    }

    /// <summary>Returns the error with which a broker refuses a commit of these offsets, or <see cref="ErrorCode.NoError"/>.</summary>
    public ErrorCode CheckCommit(GroupCommitter committer, bool inTransaction)
    {
        if (_classic.Find(committer.Group) is { } classic) return classic.CheckCommit(committer, inTransaction);
        if (_consumers.Knows(committer.Group)) return _consumers.CheckCommit(committer, inTransaction);
        return committer.Generation < 0 ? ErrorCode.NoError : ErrorCode.IllegalGeneration;
    }

    public void ConnectionClosed(object connection) => _classic.ConnectionClosed(connection);

    private JoinDecision? Check(JoinGroupRequest request)
    {
        if (request.Group.Length == 0) return JoinDecision.Refuse(ErrorCode.InvalidGroupId, "the group id is empty");
        if (request.FirstProtocol is null)
        {
            return JoinDecision.Refuse(ErrorCode.InconsistentGroupProtocol, "it names no assignment strategy");
        }


        if (request.SessionTimeout <= TimeSpan.Zero || request.SessionTimeout > LongestSession)
        {
            return JoinDecision.Refuse(
                ErrorCode.InvalidSessionTimeout, $"its session timeout {request.SessionTimeout} is not within {LongestSession}");
        }

        if (_consumers.HasMembers(request.Group))
        {
            return JoinDecision.Refuse(ErrorCode.InconsistentGroupProtocol, "the group has members that use group.protocol=consumer");
        }

        return null;
    }
}
