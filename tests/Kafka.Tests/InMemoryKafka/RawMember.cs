using System.Buffers.Binary;
using System.Text;
using Confluent.Kafka;
using InMemoryKafka;
using static Kafka.Tests.InMemoryKafka.RawClient;

namespace Kafka.Tests.InMemoryKafka;

/// <summary>A member of a classic group, which does only what the test says: no request is sent in the background.</summary>
internal sealed class RawMember(RawClient client, string group, string topic) : IDisposable
{
    private const int ErrorWithoutThrottleTime = sizeof(int);

    /// <summary>The member id, which the cluster chooses.</summary>
    public string Id { get; private set; } = "";

    public int Generation { get; private set; }

    /// <summary>Whether the cluster has made this member the leader, which assigns the partitions.</summary>
    public bool Leads { get; private set; }

    /// <summary>Joins the group, or joins it again, and completes when the rebalance has ended.</summary>
    public async Task JoinAsync()
    {
        var response = await AskAsync(ApiKey.JoinGroup, 0,
            [.. String(group), .. Bytes(2000), .. String(Id), .. String("consumer"), .. Bytes(1), .. String("range"), .. Bytes(0)]);
        Assert.Equal(ErrorCode.NoError, Error(response, ErrorWithoutThrottleTime));
        Generation = BinaryPrimitives.ReadInt32BigEndian(response.AsSpan(ErrorWithoutThrottleTime + sizeof(short)));
        var rest = response.AsSpan(ErrorWithoutThrottleTime + sizeof(short) + sizeof(int));
        ReadString(ref rest); // the strategy
        var leader = ReadString(ref rest);
        Id = ReadString(ref rest);
        Leads = leader == Id;
    }

    /// <summary>Asks for the assignment of this member; the leader sends the assignments of all.</summary>
    public async Task<string> SyncAsync(params (string Member, string Assignment)[] assignments)
    {
        var response = await AskAsync(ApiKey.SyncGroup, 0,
        [
            .. String(group), .. Bytes(Generation), .. String(Id), .. Bytes(assignments.Length),
            .. assignments.SelectMany(it => (byte[])[.. String(it.Member), .. Bytes(it.Assignment.Length), .. Encoding.UTF8.GetBytes(it.Assignment)]),
        ]);
        Assert.Equal(ErrorCode.NoError, Error(response, ErrorWithoutThrottleTime));
        return Encoding.UTF8.GetString(response.AsSpan(ErrorWithoutThrottleTime + sizeof(short) + sizeof(int)));
    }

    public async Task<ErrorCode> HeartbeatAsync() =>
        Error(await AskAsync(ApiKey.Heartbeat, 0, [.. String(group), .. Bytes(Generation), .. String(Id)]), ErrorWithoutThrottleTime);

    public async Task LeaveAsync() => await AskAsync(ApiKey.LeaveGroup, 0, [.. String(group), .. String(Id)]);

    /// <summary>Commits an offset for a partition, and returns the error for that partition.</summary>
    public async Task<ErrorCode> CommitAsync(int partition, long offset, int generation)
    {
        var response = await AskAsync(ApiKey.OffsetCommit, 2,
        [
            .. String(group), .. Bytes(generation), .. String(Id), .. Bytes(-1L), // the retention time
            .. Bytes(1), .. String(topic), .. Bytes(1), .. Bytes(partition), .. Bytes(offset), .. String(""),
        ]);
        return Error(response, response.Length - sizeof(short));
    }

    public void Dispose() => client.Dispose();

    private static ErrorCode Error(byte[] response, int position) => (ErrorCode)BinaryPrimitives.ReadInt16BigEndian(response.AsSpan(position));

    private static string ReadString(ref Span<byte> fields)
    {
        var length = BinaryPrimitives.ReadInt16BigEndian(fields);
        var text = Encoding.UTF8.GetString(fields[sizeof(short)..][..length]);
        fields = fields[(sizeof(short) + length)..];
        return text;
    }

    private async Task<byte[]> AskAsync(ApiKey api, short version, byte[] body)
    {
        await client.SendAsync(Request(api, version, 1, body));
        return await client.ReceiveAsync();
    }
}
