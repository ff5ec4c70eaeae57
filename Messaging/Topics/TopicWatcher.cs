using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Messaging.Topics;

/// <summary>
/// Knows the id and the number of partitions of the topics that the service reads: it asks the cluster at an interval, and whenever
/// somebody must know it now. It needs only the right to describe the topics. While the cluster does not answer, the last answer is kept.
/// </summary>
internal sealed partial class TopicWatcher : BackgroundService
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Observation> _observations = [];
    private readonly TopicDescriber _describer;
    private readonly IReadOnlyList<string> _topics;
    private readonly TopicProvisioner _provisioner;
    private readonly TopicWatchOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TopicWatcher> _logger;

    public TopicWatcher(
        TopicDescriber describer, IEnumerable<WatchedTopic> topics, TopicProvisioner provisioner, IOptions<TopicWatchOptions> options,
        TimeProvider time, ILogger<TopicWatcher> logger)
    {
        _describer = describer;
        _topics = [.. topics.Select(topic => topic.Name).Distinct()];
        _provisioner = provisioner;
        _options = options.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>The topics that are watched.</summary>
    public IReadOnlyList<string> Topics => _topics;

    /// <summary>Returns the last answer of the cluster about a topic; null before the first one. Thread-safe.</summary>
    public TopicState? Latest(string topic) => _observations.GetValueOrDefault(topic)?.State;

    /// <summary>Asks the cluster. Thread-safe.</summary>
    /// <returns>The state of the topic at the time of the call or later.</returns>
    /// <exception cref="KafkaException">The cluster does not answer in time, or refuses.</exception>
    public async Task<TopicState> RefreshAsync(string topic, TimeSpan timeout)
    {
        var (answer, request) = await _describer.DescribeAsync(topic, timeout);
        return _observations.GetOrAdd(topic, _ => new()).Add(request, answer, onChange: (before, now) => LogChange(topic, before, now));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _provisioner.Done.WaitAsync(stoppingToken); // a topic that does not exist yet is created, and is not missing
        using var timer = new PeriodicTimer(_options.WatchInterval, _time);
        do
        {
            foreach (var topic in _topics) await WatchAsync(topic);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WatchAsync(string topic)
    {
        try
        {
            await RefreshAsync(topic, RequestTimeout);
        }
        catch (KafkaException e)
        {
            LogNoAnswer(topic, e.Error.Reason); // an outage is no deletion; others report it
        }
    }

    private void LogChange(string topic, TopicState? before, TopicState now)
    {
        if (!now.Exists) LogMissing(topic);
        else if (before is { Exists: false }) LogFound(topic, now.Partitions, now.Id);
        else if (before is { Exists: true } && before.Id == now.Id) LogPartitions(topic, now.Partitions, before.Partitions);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Topic} does not exist. The service continues when it is created")]
    private partial void LogMissing(string topic);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} exists, with {Partitions} partitions and the id {Id}")]
    private partial void LogFound(string topic, int partitions, string? id);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Topic} has {Partitions} partitions, before {Before}")]
    private partial void LogPartitions(string topic, int partitions, int before);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The cluster did not describe {Topic}: {Reason}")]
    private partial void LogNoAnswer(string topic, string reason);

    /// <summary>
    /// The answers about one topic. Answers may be late, and a broker that lags behind may still describe a topic that was replaced.
    /// Neither counts.
    /// </summary>
    private sealed class Observation
    {
        private readonly Lock _lock = new();
        private readonly HashSet<string> _replaced = [];
        private string? _lastId;
        private long _request;

        public TopicState? State { get; private set; }

        public TopicState Add(long request, TopicState answer, Action<TopicState?, TopicState> onChange)
        {
            lock (_lock)
            {
                var isOld = request < _request || (answer.Id is { } id && _replaced.Contains(id));
                if (isOld && State is not null) return State;

                _request = request;
                if (answer.IsOtherThan(_lastId)) _replaced.Add(_lastId!);
                _lastId = answer.Id ?? _lastId;
                var before = State;
                State = answer;
                if (answer != before) onChange(before, answer);
                return answer;
            }
        }
    }
}
