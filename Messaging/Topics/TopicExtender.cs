using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Topics;

/// <summary>
/// Adds partitions to a topic that has fewer than the topic that it is co-partitioned with, for example after partitions were added to that
/// one. Where the service may not do so, it repeats the attempt, and the log and the health check name the reason. All instances may try
/// at once.
/// </summary>
internal sealed partial class TopicExtender : BackgroundService
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _refusals = []; // by topic
    private readonly Dictionary<string, long> _attempts = []; // when the last attempt for a topic failed
    private readonly List<RequiredTopic> _topics;
    private readonly TopicWatcher _watcher;
    private readonly IAdminClient _admin;
    private readonly ClientErrors _errors;
    private readonly bool _mayCreate;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger<TopicExtender> _logger;

    public TopicExtender(
        RequiredTopics topics, TopicWatcher watcher, IAdminClient admin, ClientErrors errors, IOptions<TopicWatchOptions> options,
        TimeProvider time, ILogger<TopicExtender> logger)
    {
        _topics = [.. topics.All.Where(topic => topic.CoPartitionedWith is not null)];
        _watcher = watcher;
        _admin = admin;
        _errors = errors;
        _mayCreate = topics.MayCreate;
        _interval = options.Value.WatchInterval;
        _time = time;
        _logger = logger;
    }

    /// <summary>The topics that have too few partitions at the moment.</summary>
    public IReadOnlyList<PartitionShortage> Shortages =>
    [
        .. from topic in _topics
           let own = _watcher.Latest(topic.Name)
           let other = _watcher.Latest(topic.CoPartitionedWith!)
           where own is { Exists: true } && other is not null && own.Partitions < other.Partitions
           select new PartitionShortage(
               topic.Name, own.Partitions, topic.CoPartitionedWith!, other.Partitions, _refusals.GetValueOrDefault(topic.Name)),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_topics.Count == 0) return;

        using var timer = new PeriodicTimer(_interval, _time);
        do
        {
            foreach (var shortage in Shortages.Where(IsDue)) await ExtendAsync(shortage);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool IsDue(PartitionShortage shortage) =>
        !_attempts.TryGetValue(shortage.Topic, out var failed) || _time.GetElapsedTime(failed) >= RetryInterval;

    private async Task ExtendAsync(PartitionShortage shortage)
    {
        if (!_mayCreate)
        {
            Refuse(shortage, "Topics:Create is false");
            return;
        }

        try
        {
            await _admin.CreatePartitionsAsync(
                [new PartitionsSpecification { Topic = shortage.Topic, IncreaseTo = shortage.Needed }],
                new() { RequestTimeout = RequestTimeout, OperationTimeout = RequestTimeout });
            LogExtended(shortage.Topic, shortage.Needed, shortage.Partitions, shortage.CoPartitionedWith);
            _attempts.Remove(shortage.Topic);
            _refusals.TryRemove(shortage.Topic, out _);
            await _watcher.RefreshAsync(shortage.Topic, RequestTimeout);
        }
        catch (CreatePartitionsException e) when (e.Results is [{ Error.Code: ErrorCode.InvalidPartitions }])
        {
            LogExtendedElsewhere(shortage.Topic, e.Results[0].Error.Reason); // the watcher will see how many it has now
        }
        catch (CreatePartitionsException e)
        {
            var refusal = e.Results.Select(result => result.Error).FirstOrDefault(error => error.IsError) ?? e.Error;
            Refuse(shortage, _errors.Explain(refusal, KafkaRight.AlterTopic(shortage.Topic)));
        }
        catch (KafkaException e)
        {
            Refuse(shortage, _errors.Explain(e));
        }
    }

    private void Refuse(PartitionShortage shortage, string reason)
    {
        _attempts[shortage.Topic] = _time.GetTimestamp();
        var isNew = _refusals.GetValueOrDefault(shortage.Topic) != reason;
        _refusals[shortage.Topic] = reason;
        if (isNew) LogRefused((shortage with { Refusal = reason }).Describe());
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Extended {Topic} to {Partitions} partitions, before {Before}, because {Other} has that many")]
    private partial void LogExtended(string topic, int partitions, int before, string other);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Another instance has extended {Topic}: {Reason}")]
    private partial void LogExtendedElsewhere(string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Shortage}")]
    private partial void LogRefused(string shortage);
}
