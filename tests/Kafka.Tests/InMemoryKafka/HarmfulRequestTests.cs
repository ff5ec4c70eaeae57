using System.Text;
using Confluent.Kafka;
using InMemoryKafka;
using static Kafka.Tests.InMemoryKafka.RawClient;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>Requests that would end the process, had the cluster got them. If one gets through, this test run ends with it.</summary>
public sealed class HarmfulRequestTests : IAsyncDisposable
{
    private static readonly byte[] NullString = Bytes((short)-1);

    private readonly ProxiedCluster _kafka = new();

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    public static TheoryData<string> Garbage => [.. Frames.Keys];

    private static Dictionary<string, byte[]> Frames { get; } = new()
    {
        ["text of HTTP"] = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ["zeros"] = new byte[64],
        ["a negative size"] = [.. Bytes(-1), .. new byte[16]],
        ["a size of 2 GiB"] = [.. Bytes(int.MaxValue), .. new byte[16]],
        ["an unknown version"] = Request(ApiKey.Fetch, 99, 1, []),
        ["an unknown kind"] = Request((ApiKey)(-7), 0, 1, []),
        ["telemetry"] = Request((ApiKey)72, 0, 1, new byte[64], flexible: true),
        ["a JoinGroup that ends early"] = Request(ApiKey.JoinGroup, 0, 1, [.. String("group"), .. Bytes(6000), .. String(""), .. String("consumer"), .. Bytes(900)]),
        ["a JoinGroup of a newer version"] = Request(ApiKey.JoinGroup, 6, 1, new byte[64]),
        ["an OffsetFetch of the group null"] = Request(ApiKey.OffsetFetch, 1, 1, [.. NullString, .. Bytes(0)]),
        ["a Heartbeat of the member null"] = Request(ApiKey.Heartbeat, 0, 1, [.. String("group"), .. Bytes(1), .. NullString]),
        ["an end of the transaction null"] = Request(ApiKey.EndTransaction, 0, 1, [.. NullString, .. new byte[11]]),
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_ends_its_own_connection_only(string name)
    {
        var topic = _kafka.NewTopic();
        using var other = _kafka.NewProducer();
        await other.ProduceAsync(topic, new() { Value = "before" }, TestContext.Current.CancellationToken);
        using var client = await ConnectAsync(_kafka.Proxy.Port);

        await client.SendAsync(Frames[name]);
        await client.ClosedAsync();

        await other.ProduceAsync(topic, new() { Value = "after" }, TestContext.Current.CancellationToken);
        Assert.Single(_kafka.Log, line => line.Contains("was closed"));
    }

    [Theory]
    [InlineData(0, ErrorCode.InconsistentGroupProtocol)]
    [InlineData(-5, ErrorCode.InconsistentGroupProtocol)]
    public async Task A_join_without_strategies_is_refused(int protocols, ErrorCode expected)
    {
        var response = await AskAsync(Request(ApiKey.JoinGroup, 0, 1, Join(6000, protocols)));

        Assert.Equal(expected, Error(response, at: 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public async Task A_session_timeout_out_of_range_is_refused(int milliseconds)
    {
        var response = await AskAsync(Request(ApiKey.JoinGroup, 0, 1, [.. Join(milliseconds, 1), .. String("range"), .. Bytes(0)]));

        Assert.Equal(ErrorCode.InvalidSessionTimeout, Error(response, at: 4));
    }

    [Theory]
    [InlineData("(")]
    [InlineData("(?i)a")]
    [InlineData("a{2}")]
    public async Task A_pattern_that_the_cluster_can_not_compile_is_refused(string pattern)
    {
        var response = await AskAsync(ConsumerHeartbeat("member", topics: null, pattern));

        Assert.Equal(ErrorCode.InvalidRequest, Error(response, at: 9));
    }

    [Fact]
    public async Task A_consumer_heartbeat_without_a_member_id_is_refused()
    {
        Assert.Equal(ErrorCode.InvalidRequest, Error(await AskAsync(ConsumerHeartbeat("", "topic", "")), at: 9));
    }

    [Theory]
    [InlineData("topic", null)]
    [InlineData(null, "^topic.*")]
    public async Task A_consumer_heartbeat_like_those_of_Java_clients_is_accepted(string? topics, string? pattern)
    {
        Assert.Equal(ErrorCode.NoError, Error(await AskAsync(ConsumerHeartbeat("member", topics, pattern)), at: 9));
    }

    private async Task<byte[]> AskAsync(byte[] request)
    {
        using var client = await ConnectAsync(_kafka.Proxy.Port);
        await client.SendAsync(request);
        return await client.ReceiveAsync();
    }

    private static ErrorCode Error(byte[] response, int at) => (ErrorCode)(short)((response[at] << 8) | response[at + 1]);

    private static byte[] Join(int sessionTimeout, int protocols) =>
        [.. String(KafkaCluster.NewName("group")), .. Bytes(sessionTimeout), .. String(""), .. String("consumer"), .. Bytes(protocols)];

    private static byte[] ConsumerHeartbeat(string member, string? topics, string? pattern) => Request(ApiKey.ConsumerGroupHeartbeat, 1, 1,
    [
        .. CompactString(KafkaCluster.NewName("group")), .. CompactString(member), .. Bytes(0), 0, 0, .. Bytes(60_000),
        .. topics is null ? new byte[] { 0 } : [2, .. CompactString(topics)],
        .. pattern is null ? [0] : CompactString(pattern),
        0, 1, 0,
    ], flexible: true);
}
