using System.Diagnostics;
using Confluent.Kafka;
using Contracts;
using InMemoryKafka;
using Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Messaging;

public sealed class PublisherTests(KafkaCluster cluster)
{
    [Fact]
    public async Task Sends_fail_immediately_during_an_outage_and_work_again_after_it()
    {
        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own);
        var topic = Topics.PageEvents with { Name = local.NewTopic() };
        var configuration = local.Configuration;
        configuration["Aspire:Confluent:Kafka:Producer:Config:MessageTimeoutMs"] = "600000"; // longer than the timeout of this test
        await using var service = await TestService.StartAsync(configuration, builder => builder.AddPublisher(topic));
        var publisher = service.Services.GetRequiredService<Publisher>();
        await publisher.PublishAsync(topic, PageEvents.Named("before"));

        own.SetBrokerDown();
        await Eventually.TrueAsync(() => service.Log.Any(line => line.Contains("No broker can be reached", StringComparison.Ordinal)), "the outage is noticed");
        var error = await Assert.ThrowsAsync<BrokerUnavailableException>(() =>
            publisher.PublishAsync(topic, PageEvents.Named("meanwhile")).WaitAsync(KafkaCluster.Timeout, TimeProvider.System));
        own.SetBrokerUp();

        Assert.True(error.RetryAfter > TimeSpan.Zero);
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await publisher.PublishAsync(topic, PageEvents.Named("after"));
                return true;
            }
            catch (BrokerUnavailableException)
            {
                return false;
            }
        }, "sends work again");
    }

    [Fact]
    public async Task A_receipt_has_no_offset_when_the_cluster_answers_only_that_it_has_the_record_already()
    {
        Assert.SkipWhen(KafkaCluster.IsReal, "It injects errors.");

        using var own = new InMemoryCluster();
        using var local = new KafkaCluster(own);
        var topic = Topics.PageEvents with { Name = local.NewTopic(partitions: 1) };
        await using var service = await TestService.StartAsync(local.Configuration, builder => builder.AddPublisher(topic));
        var publisher = service.Services.GetRequiredService<Publisher>();
        Assert.Equal(0, (await publisher.PublishAsync(topic, PageEvents.Named("acknowledged"))).Offset);
        own.PushRequestErrors(ApiKey.Produce, ErrorCode.DuplicateSequenceNumber);

        var receipt = await publisher.PublishAsync(topic, PageEvents.Named("acknowledged later"));

        Assert.Equal((topic.Name, 0, null), (receipt.Topic, receipt.Partition, receipt.Offset));
    }

    [Fact]
    public async Task A_record_without_an_event_starts_no_trace_but_continues_one()
    {
        var topic = Topics.PageEvents with { Name = cluster.NewTopic(partitions: 1) };
        await using var service = await TestService.StartAsync(cluster.Configuration, builder => builder.AddPublisher(topic));
        var publisher = service.Services.GetRequiredService<Publisher>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Messaging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var event_ = OutgoingRecord.Of(topic, PageEvents.Named("P1"));

        await publisher.PublishAsync(event_, CancellationToken.None);
        await publisher.PublishAsync(event_ with { StartsTrace = false }, CancellationToken.None);
        using (new Activity("own").Start())
            await publisher.PublishAsync(event_ with { StartsTrace = false }, CancellationToken.None);

        var traced = cluster.Read(topic.Name, 3).Select(record => record.Message.Headers.TryGetLastBytes("traceparent", out _));
        Assert.Equal([true, false, true], traced);
    }

    [Fact]
    public async Task Sending_leaves_the_span_of_the_sender_current()
    {
        var topic = Topics.PageEvents with { Name = cluster.NewTopic() };
        await using var service = await TestService.StartAsync(cluster.Configuration, builder => builder.AddPublisher(topic));
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Messaging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var own = new Activity("own").Start();

        var sending = service.Services.GetRequiredService<Publisher>().PublishAsync(topic, PageEvents.Named("P1"));

        Assert.Same(own, Activity.Current);
        await sending;
        Assert.Same(own, Activity.Current);
    }
}
