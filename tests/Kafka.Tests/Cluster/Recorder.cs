using System.Collections.Concurrent;
using Contracts;
using Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kafka.Tests.Cluster;

/// <summary>A handler that records what it receives. A test can set an action that runs before.</summary>
internal sealed class Recorder : IHandler<PageEvent>
{
    public ConcurrentQueue<Record<PageEvent>> Handled { get; } = [];

    public ConcurrentQueue<long> Attempts { get; } = [];

    public Func<Record<PageEvent>, CancellationToken, ValueTask> Before { get; set; } = (_, _) => ValueTask.CompletedTask;

    public IEnumerable<string> Names => Handled.Select(record => record.Value.Name);

    /// <summary>
    /// Whether the loop of a service has stopped polling to wait for its record in flight. In all other cases two polls are at most 0.7 s
    /// apart: one idle poll, and two waits for the handler between polls.
    /// </summary>
    public static bool IsWaitedFor(TestService service) => service.ConsumerState.SincePoll > TimeSpan.FromMilliseconds(800);

    /// <summary>Starts a service that subscribes with this handler.</summary>
    public Task<TestService> SubscribeAsync(KafkaCluster cluster, string topic, string group, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        foreach (var (key, value) in settings) configuration[key] = value;
        return TestService.StartAsync(configuration, builder =>
        {
            builder.AddSubscription<PageEvent, Recorder>(Topics.PageEvents with { Name = topic }, group);
            builder.Services.Replace(ServiceDescriptor.Singleton<IHandler<PageEvent>>(this));
        });
    }

    public async ValueTask HandleAsync(Record<PageEvent> record, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(record.Offset);
        await Before(record, cancellationToken);
        Handled.Enqueue(record);
    }
}
