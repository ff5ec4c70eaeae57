using Confluent.Kafka;
using InMemoryKafka;
using InMemoryKafka.Groups;
using InMemoryKafka.Protocol;
using Microsoft.Extensions.Time.Testing;
using static Kafka.Tests.InMemoryKafka.RawClient;

namespace Kafka.Tests.InMemoryKafka;

public sealed class ClassicGroupTests
{
    private static readonly TimeSpan Session = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly ClassicGroups _groups;

    public ClassicGroupTests() => _groups = new(_time);

    [Theory]
    [InlineData("range,roundrobin", "range,roundrobin", ErrorCode.NoError)]
    [InlineData("range,roundrobin", "roundrobin,range", ErrorCode.NoError)]
    [InlineData("range", "cooperative-sticky,range", ErrorCode.NoError)]
    [InlineData("range,roundrobin", "roundrobin", ErrorCode.InconsistentGroupProtocol)]
    [InlineData("cooperative-sticky", "range,roundrobin", ErrorCode.InconsistentGroupProtocol)]
    [InlineData("range,roundrobin", "cooperative-sticky", ErrorCode.InconsistentGroupProtocol)]
    public void A_member_needs_the_strategy_of_the_members(string present, string joining, ErrorCode expected)
    {
        Join("first", present);

        var decision = Join("second", joining);

        Assert.Equal(expected, decision.Error);
        if (expected == ErrorCode.NoError) Assert.Equal(present.Split(',')[0], decision.Protocol);
    }

    [Fact]
    public void A_member_of_another_protocol_type_is_refused()
    {
        Join("first", "range");

        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Join("second", "range", type: "connect").Error);
    }

    [Fact]
    public void The_only_member_may_change_its_strategy()
    {
        Join("first", "range");

        Assert.Equal("roundrobin", Join("first", "roundrobin").Protocol);
    }

    [Fact]
    public void Another_strategy_is_welcome_when_all_members_have_left()
    {
        Join("first", "range");
        Join("second", "range");
        _groups.Left("group", "first");
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Join("third", "roundrobin").Error);

        _groups.Left("group", "second");

        Assert.Equal(ErrorCode.NoError, Join("third", "roundrobin").Error);
    }

    [Fact]
    public void A_member_that_vanished_counts_until_its_session_times_out()
    {
        Join("first", "range");
        _time.Advance(Session);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Join("second", "roundrobin").Error);

        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(ErrorCode.NoError, Join("second", "roundrobin").Error);
    }

    [Fact]
    public void The_longest_session_counts_even_after_its_member_has_left()
    {
        Join("first", "range");
        Join("second", "range", session: 3 * Session);
        _groups.Left("group", "second");
        _time.Advance(2 * Session);

        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Join("third", "roundrobin").Error);
    }

    [Fact]
    public void A_heartbeat_prolongs_a_membership()
    {
        Join("first", "range");
        _time.Advance(Session);
        _groups.Heartbeat("group", "first");
        _time.Advance(Session);

        Assert.Equal(ErrorCode.InconsistentGroupProtocol, Join("second", "roundrobin").Error);
    }

    [Fact]
    public void A_member_waits_for_one_join_at_a_time()
    {
        var (first, second) = (new object(), new object());
        Decide(Request("member", "range"), first);
        Assert.Equal(ErrorCode.GroupLoadInProgress, Decide(Request("member", "range"), second).Error);

        _groups.ConnectionClosed(first);

        Assert.Equal(ErrorCode.NoError, Decide(Request("member", "range"), second).Error);
    }

    [Fact]
    public void A_member_waits_for_one_assignment_at_a_time()
    {
        Join("member", "range");
        Assert.True(_groups.Sync(Sync("member"), new()));
        Assert.False(_groups.Sync(Sync("member"), new()));

        _groups.SyncCompleted(Sync("member"));

        Assert.True(_groups.Sync(Sync("member"), new()));
    }

    [Fact]
    public void A_request_is_passed_on_with_the_chosen_strategy_alone()
    {
        var frame = Request("member", "range,roundrobin").With("roundrobin").ToArray();

        Assert.Equal(["roundrobin"], new JoinGroupRequest(RequestHeader.Read(frame), frame).Protocols);
    }

    private JoinDecision Join(string member, string strategies, string type = "consumer", TimeSpan? session = null)
    {
        var decision = Decide(Request(member, strategies, type, session), new());
        if (decision.Member is { } joined) _groups.JoinCompleted("group", joined, member, generation: 1);
        return decision;
    }

    private static SyncGroupRequest Sync(string member)
    {
        var frame = RawClient.Request(ApiKey.SyncGroup, 0, 0, [.. String("group"), .. Bytes(1), .. String(member), .. Bytes(0)]);
        return new(RequestHeader.Read(frame), frame);
    }

    private JoinDecision Decide(JoinGroupRequest request, object connection) => _groups.Join(request, connection);

    private static JoinGroupRequest Request(string member, string strategies, string type = "consumer", TimeSpan? session = null)
    {
        var protocols = strategies.Split(',');
        var frame = RawClient.Request(ApiKey.JoinGroup, 1, 0,
        [
            .. String("group"), .. Bytes((int)(session ?? Session).TotalMilliseconds), .. Bytes(1000), .. String(member), .. String(type),
            .. Bytes(protocols.Length), .. protocols.SelectMany(protocol => (byte[])[.. String(protocol), .. Bytes(0)]),
        ]);
        return new(RequestHeader.Read(frame), frame);
    }
}
