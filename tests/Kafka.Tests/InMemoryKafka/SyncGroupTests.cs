namespace Kafka.Tests.InMemoryKafka;

public sealed class SyncGroupTests : IAsyncDisposable
{
    private readonly ProxiedCluster _kafka = new();
    private readonly string _group = KafkaCluster.NewName("group");

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task A_member_gets_its_assignment_also_when_the_leader_has_asked_first()
    {
        using var one = await ConnectAsync();
        using var two = await ConnectAsync();
        await Task.WhenAll(one.JoinAsync(), two.JoinAsync());
        var (leader, follower) = one.Leads ? (one, two) : (two, one);

        Assert.Equal("most", await leader.SyncAsync((leader.Id, "most"), (follower.Id, "the rest")));

        Assert.Equal("the rest", await follower.SyncAsync());
    }

    private async Task<RawMember> ConnectAsync() => new(await RawClient.ConnectAsync(_kafka.Proxy.Port), _group, topic: "unused");
}
