namespace Kafka.Tests.ProducerApi.Idempotency;

/// <summary>The topic of the keys is deleted and created again while instances of the service run.</summary>
public sealed class RecreatedKeysTests(KafkaCluster cluster) : IAsyncDisposable
{
    private readonly KeyedApi _instances = new(cluster);

    [Fact]
    public async Task Keys_of_the_new_topic_are_all_read_however_many_the_former_one_had()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, TopicChanges.OnlyReal);
        var (first, second) = (_instances.Start(), _instances.Start());
        using var a = await first.PostKeyedAsync("/events", PageEvents.Json("a"), "a");
        using var b = await second.PostKeyedAsync("/events", PageEvents.Json("b"), "b");
        await b.SuccessAsync();

        await cluster.RecreateTopicAsync(_instances.Keys, partitions: 1);
        for (var key = 0; key < 5; key++)
        {
            using var published = await first.PostKeyedAsync("/events", PageEvents.Json($"{key}"), $"{key}");
            await published.SuccessAsync();
        }

        using var retry = await second.PostKeyedAsync("/events", PageEvents.Json("0"), "0");
        await retry.SuccessAsync();
        Assert.True(retry.IsReplay());
        Assert.Equal(["0", "1", "2", "3", "4", "a", "b"], _instances.Names().Order());
    }

    public ValueTask DisposeAsync() => _instances.DisposeAsync();
}
