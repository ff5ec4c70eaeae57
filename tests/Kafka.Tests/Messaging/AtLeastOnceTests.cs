using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging;
using ServiceDefaults.Messaging.Consuming;

namespace Kafka.Tests.Messaging;

public sealed class AtLeastOnceTests(KafkaCluster cluster)
{
    private readonly string _group = KafkaCluster.NewName("group");

    [Fact]
    public async Task Records_of_a_partition_are_handled_in_order()
    {
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(100));
        var recorder = new Recorder();

        await using var service = await SubscribeAsync(topic, recorder);

        await Eventually.TrueAsync(() => recorder.Handled.Count >= 100, "all records are handled");
        Assert.Equal(Enumerable.Range(0, 100).Select(number => $"{number}"), recorder.Names);
    }

    private async Task<TestService> SubscribeAsync(string topic, Recorder recorder, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        foreach (var (key, value) in settings) configuration[key] = value;
        return await TestService.StartAsync(configuration, builder =>
        {
            builder.AddSubscription<PageEvent, Recorder>(Topics.PageEvents with { Name = topic }, _group);
            builder.Services.Replace(ServiceDescriptor.Singleton<IHandler<PageEvent>>(recorder));
        });
    }
}
