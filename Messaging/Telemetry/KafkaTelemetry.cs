using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Messaging.Clients;

namespace Messaging.Telemetry;

/// <summary>
/// All spans and instruments of messaging. Names and attributes follow OpenTelemetry's semantic conventions for messaging and Kafka.
/// Additional instruments start with <c>kafka.</c>. Record values are never exported. Each span belongs to one event; work without an
/// event, and work for many events at once, has metrics only. The exception is a batch that is written into a database: its span links to
/// the events, so that a trace leads from each of them to the statements.
/// </summary>
internal sealed class KafkaTelemetry : IDisposable
{
    /// <summary>The name of both the activity source and the meter.</summary>
    public const string Name = "Messaging";

    private const int MaxLinks = 128;

    private readonly ActivitySource _source = new(Name);
    private readonly TimeProvider _time;
    private readonly string _clientId;
    private readonly Uri? _server;
    private readonly Meter _meter;
    private readonly Histogram<double> _operationDuration;
    private readonly Histogram<double> _processDuration;
    private readonly ConcurrentDictionary<string, OperationMetrics> _sends = [];
    private readonly ConcurrentDictionary<(string Topic, string Group), OperationMetrics> _processes = [];
    private readonly Counter<long> _retries;
    private readonly Counter<long> _deadLetters;
    private readonly Histogram<double> _transactionDuration;
    private readonly Counter<long> _replays;
    private readonly ConcurrentBag<(string Topic, string Group, Func<IEnumerable<PartitionLag>> Partitions)> _lags = [];

    public KafkaTelemetry(IMeterFactory meters, IProducer<byte[], byte[]> producer, KafkaConnection connection, TimeProvider time)
    {
        _time = time;
        _clientId = producer.Name.Split('#')[0]; // librdkafka appends #producer-1
        var hasOneServer = Uri.TryCreate($"kafka://{connection.BootstrapServers}", UriKind.Absolute, out var server) && server.Port > 0;
        _server = hasOneServer ? server : null;
        _meter = meters.Create(Name);
        var seconds = new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
        };
        _operationDuration = _meter.CreateHistogram("messaging.client.operation.duration", "s",
            "Duration of sending a record until it is acknowledged, and of committing a transaction.", advice: seconds);
        _processDuration = _meter.CreateHistogram("messaging.process.duration", "s",
            "Duration of processing one record, retries included.", advice: seconds);
        _meter.CreateObservableCounter("messaging.client.sent.messages", () => _sends.Values.SelectMany(send => send.Counts), "{message}",
            "Records that were sent, including those that failed.");
        _meter.CreateObservableCounter("messaging.client.consumed.messages", () => _processes.Values.SelectMany(process => process.Counts), "{message}",
            "Records that were consumed by this service.");
        _retries = _meter.CreateCounter<long>("kafka.consumer.retries", "{retry}", "Repeated attempts to process a record.");
        _deadLetters = _meter.CreateCounter<long>("kafka.consumer.dead_letters", "{message}", "Records that were sent to a dead-letter topic.");
        _transactionDuration = _meter.CreateHistogram("kafka.transaction.duration", "s",
            "Duration of a transaction from its first record to its end.", advice: seconds);
        _replays = _meter.CreateCounter<long>("kafka.producer.replays", "{message}",
            "Records that were not sent again, because their idempotency key was used before.");
        _meter.CreateObservableGauge("kafka.consumer.lag", () => Lags(partition => partition.Records),
            "{message}", "Records between this consumer and the end of the partition.");
        _meter.CreateObservableGauge("kafka.consumer.lag.time", () => Lags(partition => partition.Time.TotalSeconds),
            "s", "Time since the last processed record was sent, while newer records are unprocessed.");
    }

    /// <summary>Counts a record that was not published again, because its idempotency key is known.</summary>
    public void Replayed(string topic) => _replays.Add(1, Attributes("send", "send", topic));

    public long Timestamp() => _time.GetTimestamp();

    public Activity? StartSend(in OutgoingRecord record)
    {
        if (!_source.HasListeners()) return null;

        var (name, current) = ($"send {record.Topic}", Activity.Current);
        var parents = record.ParentSpans;
        if (parents.Count == 0 && current is null && !record.StartsTrace) return null;

        var span = parents.Count > 0
            ? _source.StartActivity(name, ActivityKind.Producer, parents[^1], links: parents.SkipLast(1).Select(parent => new ActivityLink(parent)))
            : _source.StartActivity(name, ActivityKind.Producer);
        if (span is null) return null;

        // The span ends on a thread of the client. The caller's next steps must not become its children.
        Activity.Current = current;
        if (span.IsAllDataRequested)
        {
            Describe(span, "send", "send", record.Topic);
            if (record.Key is { } key) span.SetTag(MessagingAttributes.Key, Encoding.UTF8.GetString(key));
            if (record.Value is null) span.SetTag(MessagingAttributes.Tombstone, true);
        }

        return span;
    }

    public void Sent(string topic, long started, Activity? span, Error error, TopicPartitionOffset? to)
    {
        var metrics = _sends.GetOrAdd(topic, static (topic, telemetry) => new(telemetry._operationDuration, Attributes("send", "send", topic)), this);
        metrics.Record(Seconds(started), error.IsError ? error.Code.ToString() : null);
        if (span is null) return;

        if (error.IsError)
        {
            span.SetTag(MessagingAttributes.ErrorType, error.Code.ToString());
            span.SetStatus(ActivityStatusCode.Error, error.Reason);
        }
        else if (to is not null && span.IsAllDataRequested)
        {
            Locate(span, to.Partition.Value, to.Offset.Value);
        }

        var current = Activity.Current;
        span.Stop(); // changes Activity.Current, which must stay as it was on the client's thread
        Activity.Current = current;
    }

    /// <summary>Returns the metrics of processing a topic's records.</summary>
    public OperationMetrics Processing(string topic, string group) => _processes.GetOrAdd((topic, group), _ =>
        new(_processDuration, [.. Attributes("process", "process", topic), new(MessagingAttributes.ConsumerGroup, group)]));

    /// <summary>Starts the span of processing a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">The name of the span.</param>
    /// <param name="group">The consumer group.</param>
    public Activity? StartProcess(ConsumeResult<byte[], byte[]> record, string name, string group) =>
        _source.HasListeners() ? StartProcess(record, name, group, TraceContext.Extract(record.Message.Headers), default) : null;

    /// <summary>Starts the span of a record that was processed in a batch, now that it has ended. A record whose trace is not sampled has none.</summary>
    /// <param name="record">The record.</param>
    /// <param name="name">The name of the span.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="started">When the processing started, as <see cref="Timestamp"/>.</param>
    public Activity? StartProcess(ConsumeResult<byte[], byte[]> record, string name, string group, long started)
    {
        if (!_source.HasListeners()) return null;

        var parent = TraceContext.Extract(record.Message.Headers);
        return IsSampled(parent) ? StartProcess(record, name, group, parent, _time.GetUtcNow() - _time.GetElapsedTime(started)) : null;
    }

    private Activity? StartProcess(
        ConsumeResult<byte[], byte[]> record, string name, string group, ActivityContext parent, DateTimeOffset startTime)
    {
        var span = _source.StartActivity(name, ActivityKind.Consumer, parent, startTime: startTime);
        if (span is { IsAllDataRequested: true })
        {
            Describe(span, "process", "process", record.Topic);
            span.SetTag(MessagingAttributes.ConsumerGroup, group);
            Locate(span, record.Partition.Value, record.Offset.Value);
            if (record.Message.Key is { } key) span.SetTag(MessagingAttributes.Key, Encoding.UTF8.GetString(key));
            if (record.Message.Value is null) span.SetTag(MessagingAttributes.Tombstone, true);
        }

        return span;
    }

    /// <summary>
    /// Starts the span of writing records into a database, in the trace of the first of them that is traced. It links to the other records,
    /// up to the number of links that OpenTelemetry exports. The database's own spans become its children. Without such a record it is null.
    /// </summary>
    /// <param name="records">The records.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="topic">Their topic.</param>
    /// <param name="group">The consumer group.</param>
    public Activity? StartStore(IEnumerable<ConsumeResult<byte[], byte[]>> records, int count, string topic, string group)
    {
        if (!_source.HasListeners()) return null;

        var contexts = records.Select(record => TraceContext.Extract(record.Message.Headers));
        var traced = contexts.Where(IsSampled).Take(1 + MaxLinks).ToList();
        if (traced is not [var parent, ..]) return null;

        var span = _source.StartActivity(
            $"store {topic}", ActivityKind.Internal, parent, links: traced.Skip(1).Select(context => new ActivityLink(context)));
        if (span is { IsAllDataRequested: true })
        {
            Describe(span, "store", "process", topic);
            span.SetTag(MessagingAttributes.ConsumerGroup, group);
            span.SetTag(MessagingAttributes.BatchCount, count);
        }

        return span;
    }

    public void Retried(string topic, string group) => _retries.Add(1, ConsumerTags(topic, group));

    public void DeadLettered(string topic, string group) => _deadLetters.Add(1, ConsumerTags(topic, group));

    /// <summary>
    /// Measures the commit of a transaction. It has no span: it belongs to many events and occurs several times a second.
    /// </summary>
    public void Committed(string topic, string group, long commitStarted, long transactionStarted, string? errorType)
    {
        TagList tags = [.. Attributes("commit", "settle", topic), new(MessagingAttributes.ConsumerGroup, group)];
        if (errorType is not null) tags.Add(MessagingAttributes.ErrorType, errorType);
        _operationDuration.Record(Seconds(commitStarted), tags);
        _transactionDuration.Record(Seconds(transactionStarted), tags);
    }

    /// <summary>Reports the lag of a subscription whenever metrics are collected.</summary>
    public void ObserveLag(string topic, string group, Func<IEnumerable<PartitionLag>> lag) => _lags.Add((topic, group, lag));

    public void Dispose() => _source.Dispose();

    public double Seconds(long started) => _time.GetElapsedTime(started).TotalSeconds;

    private void Describe(Activity span, string operation, string type, string topic)
    {
        span.SetTag(MessagingAttributes.FormerSystem, MessagingAttributes.Kafka);
        span.SetTag(MessagingAttributes.System, MessagingAttributes.Kafka);
        span.SetTag(MessagingAttributes.OperationName, operation);
        span.SetTag(MessagingAttributes.OperationType, type);
        span.SetTag(MessagingAttributes.Destination, topic);
        span.SetTag(MessagingAttributes.ClientId, _clientId);
        if (_server is null) return; // several servers are configured, and the client does not report which one it used

        span.SetTag(MessagingAttributes.ServerAddress, _server.Host);
        span.SetTag(MessagingAttributes.ServerPort, _server.Port);
    }

    private IEnumerable<Measurement<TValue>> Lags<TValue>(Func<PartitionLag, TValue> value) where TValue : struct =>
        from lag in _lags
        from partition in lag.Partitions()
        select new Measurement<TValue>(value(partition), PartitionTags(lag.Topic, lag.Group, partition));

    private static bool IsSampled(ActivityContext context) => (context.TraceFlags & ActivityTraceFlags.Recorded) != 0;

    private static void Locate(Activity span, int partition, long offset)
    {
        span.SetTag(MessagingAttributes.Partition, partition.ToString(CultureInfo.InvariantCulture));
        span.SetTag(MessagingAttributes.Offset, offset);
        span.SetTag(MessagingAttributes.FormerOffset, offset);
    }

    private static KeyValuePair<string, object?>[] Attributes(string operation, string type, string topic) =>
    [
        new(MessagingAttributes.FormerSystem, MessagingAttributes.Kafka),
        new(MessagingAttributes.System, MessagingAttributes.Kafka),
        new(MessagingAttributes.OperationName, operation),
        new(MessagingAttributes.OperationType, type),
        new(MessagingAttributes.Destination, topic),
    ];

    private static TagList ConsumerTags(string topic, string group) => new()
    {
        { MessagingAttributes.System, MessagingAttributes.Kafka },
        { MessagingAttributes.Destination, topic },
        { MessagingAttributes.ConsumerGroup, group },
    };

    private static TagList PartitionTags(string topic, string group, PartitionLag partition)
    {
        var tags = ConsumerTags(topic, group);
        tags.Add(MessagingAttributes.Partition, partition.Partition.ToString(CultureInfo.InvariantCulture));
        return tags;
    }
}
