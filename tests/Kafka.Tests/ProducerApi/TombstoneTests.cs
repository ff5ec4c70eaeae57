using System.Net;
using System.Text;

namespace Kafka.Tests.ProducerApi;

public sealed class TombstoneTests(KafkaCluster cluster)
{
    [Fact]
    public async Task DELETE_publishes_a_record_with_a_key_and_without_a_value()
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();

        using var response = await api.Http.DeleteAsync($"/topics/{topic}/records?key=k%C3%A9&partition=2&header=a:1", TestContext.Current.CancellationToken);

        var receipt = await response.SuccessAsync();
        var record = Assert.Single(cluster.Read(topic, 1));
        Assert.Equal(record.Offset.Value, receipt.GetProperty("offset").GetInt64());
        Assert.Equal(2, record.Partition.Value);
        Assert.Equal("ké", Encoding.UTF8.GetString(record.Message.Key));
        Assert.Null(record.Message.Value);
        Assert.Equal("1", Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("a")));
    }

    [Fact]
    public async Task A_tombstone_needs_a_key_and_has_no_body()
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/topics/{topic}/records?partition=x") { Content = new StringContent("{}") };

        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(["$", "key", "partition"], problem.GetProperty("errors").EnumerateObject().Select(member => member.Name).Order());
        Assert.Empty(cluster.ReadToEnd(topic));
    }

    [Fact]
    public async Task Topics_that_are_denied_or_have_a_declared_format_take_no_tombstones()
    {
        await using var api = RunningApi.Start(cluster);

        foreach (var topic in new[] { api.Topic, "orders.group.dead" })
        {
            using var response = await api.Http.DeleteAsync($"/topics/{topic}/records?key=k", TestContext.Current.CancellationToken);
            await response.ProblemAsync(HttpStatusCode.Forbidden);
        }

        Assert.Empty(cluster.ReadToEnd(api.Topic));
    }
}
