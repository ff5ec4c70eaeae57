using Confluent.Kafka;
using Contracts;
using InMemoryKafka;
using Messaging;
using Messaging.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kafka.Tests.Messaging.Publishing;

/// <summary>What a producer without transactions does after a fatal error. Each test disturbs its own cluster.</summary>
public sealed class ReplacedPublisherTests : IDisposable
{
    private readonly InMemoryCluster _memory = new();
    private readonly KafkaCluster _cluster;
    private readonly Topic<PageEvent> _topic;

    public ReplacedPublisherTests()
    {
        _cluster = new(_memory);
        _topic = Topics.PageEvents with { Name = _cluster.NewTopic(partitions: 1) };
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task A_service_that_may_write_to_no_topic_says_so_and_works_by_itself_once_it_may()
    {
        _memory.PushRequestErrors(ApiKey.InitProducerId, [.. Enumerable.Repeat(ErrorCode.ClusterAuthorizationFailed, 1_000)]);
        await using var service = await StartAsync();
        await Eventually.TrueAsync(async () => (await ProducerAsync(service)).Status is HealthStatus.Unhealthy, "the missing right is noticed, although nothing was sent");

        Assert.Contains($"lacks the right Write on the topic {_topic.Name}", (await ProducerAsync(service)).Description, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<RecordRejectedException>(() => PublishAsync(service, "refused"));
        Assert.Equal(RejectionReason.NotAuthorized, error.Reason);
        Assert.Contains(_topic.Name, error.Message, StringComparison.Ordinal);

        _memory.ClearRequestErrors(ApiKey.InitProducerId);
        await service.ReadyAsync();
        await PublishAsync(service, "accepted");
        Assert.Single(service.Log, line => line.Contains("The producer failed", StringComparison.Ordinal)); // not once for each attempt
        Assert.Single(_cluster.Read(_topic.Name, 1));
    }

    [Fact]
    public async Task The_records_of_a_producer_that_fails_get_an_answer_and_its_successor_sends_the_next_ones()
    {
        await using var service = await (await StartAsync()).ReadyAsync();
        await PublishAsync(service, "before");
        _memory.PushRequestErrors(ApiKey.InitProducerId, ErrorCode.ClusterAuthorizationFailed); // for the new epoch that the next error requires
        _memory.PushRequestErrors(ApiKey.Produce, ErrorCode.OutOfOrderSequenceNumber);

        var records = Enumerable.Range(0, 100).Select(number => PublishAsync(service, $"{number}")).ToList();
        var answers = await Task.WhenAll(records.Select(async record =>
        {
            try
            {
                await record;
                return null;
            }
            catch (PublishException e)
            {
                return e;
            }
        }));
        await service.ReadyAsync();
        await PublishAsync(service, "after");

        Assert.Contains(answers, answer => answer is not null);
        Assert.Contains(service.Log, line => line.Contains("A new producer works", StringComparison.Ordinal));
        Assert.NotSame(
            service.Services.GetRequiredService<IProducer<byte[], byte[]>>(), service.Services.GetRequiredService<ServiceProducer>().Current);
        Assert.False(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task An_error_that_a_new_producer_would_have_too_stops_the_process()
    {
        try
        {
            _memory.PushRequestErrors(ApiKey.InitProducerId, ErrorCode.InvalidTransactionTimeout);
            await using var service = await StartAsync();
            var stopping = service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

            await Eventually.TrueAsync(() => stopping.IsCancellationRequested, "the process stops");

            Assert.Equal(1, Environment.ExitCode);
            Assert.Single(service.Log, line => line.Contains("This process stops", StringComparison.Ordinal));
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    private Task<TestService> StartAsync() => TestService.StartAsync(_cluster.Configuration, builder => builder.AddPublisher(_topic));

    private Task<Receipt> PublishAsync(TestService service, string name) =>
        service.Services.GetRequiredService<Publisher>().PublishAsync(_topic, PageEvents.Named(name));

    private static async Task<HealthReportEntry> ProducerAsync(TestService service) => (await service.HealthAsync()).Entries["producer"];
}
