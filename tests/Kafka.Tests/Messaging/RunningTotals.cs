using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Contracts;
using Messaging;
using Messaging.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kafka.Tests.Messaging;

/// <summary>The number of records that were counted in a partition, and the offset of the last one.</summary>
internal sealed record Total(int Partition, long Count, long Offset);

/// <summary>A minimal processor with state. It counts the records of each partition and restores the count from its own output.</summary>
internal sealed class RunningTotals : IProcessor<PageEvent>, ITable<Total>
{
    private readonly ConcurrentDictionary<int, Total> _written = [];
    private readonly Dictionary<int, Total> _totals = [];
    private Func<TableReader<Total>>? _table; // created later, because this object is also its table
    private Topic<Total>? _topic;

    /// <summary>Awaited before a partition is restored.</summary>
    public Func<int, CancellationToken, Task> BeforeRestore { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Awaited before the service joins its group.</summary>
    public Task WarmUp { get; set; } = Task.CompletedTask;

    public ConcurrentQueue<(int Partition, long? Committed)> Restored { get; } = [];

    /// <summary>Returns the total of a partition that the table has read.</summary>
    public Total? Written(int partition) => _written.GetValueOrDefault(partition);

    public ConcurrentQueue<int> Discarded { get; } = [];

    public bool HasState => true;

    public bool HasOutput => false;

    /// <summary>Starts a service with this processor.</summary>
    public Task<TestService> StartAsync(KafkaCluster cluster, string from, string to, string group, params (string Key, string Value)[] settings)
    {
        var configuration = cluster.Configuration;
        foreach (var (key, value) in settings) configuration[key] = value;
        _topic = new(to, (JsonTypeInfo<Total>)JsonSerializerOptions.Default.GetTypeInfo(typeof(Total)),
            total => total.Partition.ToString(CultureInfo.InvariantCulture))
        {
            Compacted = true,
        };
        return TestService.StartAsync(configuration, builder =>
        {
            builder.AddProcessor<PageEvent, RunningTotals>(Topics.PageEvents with { Name = from }, group);
            builder.AddTable<Total, RunningTotals>(_topic, coPartitionedWith: from);
            builder.Services.Replace(ServiceDescriptor.Singleton(services =>
            {
                _table = services.GetRequiredService<TableReader<Total>>;
                return this;
            }));
        });
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => WarmUp.WaitAsync(cancellationToken);

    public async Task PrepareAsync(int partition, CancellationToken cancellationToken)
    {
        await BeforeRestore(partition, cancellationToken);
        await _table!().ReadToEndAsync(partition, cancellationToken);
    }

    public long? Restore(int partition, long? committed, string? topicId)
    {
        Restored.Enqueue((partition, committed));
        _totals[partition] = _written.GetValueOrDefault(partition) ?? new(partition, 0, -1);
        return _totals[partition].Offset + 1;
    }

    public void Process(Record<PageEvent> record, ICollection<OutgoingRecord> output) =>
        _totals[record.Partition] = new(record.Partition, _totals[record.Partition].Count + 1, record.Offset);

    public void Flush(ICollection<OutgoingRecord> output)
    {
        foreach (var total in _totals.Values.Where(total => total.Count > 0)) output.Add(OutgoingRecord.Of(_topic!, total) with { Partition = total.Partition });
    }

    public void Committed()
    {
    }

    public void DiscardState(int partition)
    {
        Discarded.Enqueue(partition);
        _totals.Remove(partition);
    }

    public void Apply(int partition, long offset, string key, Total? value) => _written[partition] = value!;

    public void Clear() => _written.Clear();

    public void Applied()
    {
    }
}
