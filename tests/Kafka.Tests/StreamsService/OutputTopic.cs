using Contracts;
using StreamsService.Sketches;
using StreamsService.View;

namespace Kafka.Tests.StreamsService;

/// <summary>A simulated output topic, which several views can read.</summary>
internal sealed class OutputTopic
{
    private static readonly byte[] NoUsers = UserSketchSerializer.Serialize(new());

    private readonly List<(int Partition, long Offset, string Key, StatisticsRecord? Value)> _records = [];
    private readonly Dictionary<StatisticsView, int> _read = [];
    private readonly Dictionary<int, long> _next = [];

    /// <summary>The start of a five-second window; window 0 begins at noon.</summary>
    public static DateTimeOffset Window(int number) => PageEvents.Noon + (number * TimeSpan.FromSeconds(5));

    /// <summary>Writes the partial of a page with this many events of 200 ms each.</summary>
    public OutputTopic Count(string page, int window, long count, int partition = 0) =>
        Write(partition, new WindowPartial(page, Window(window), partition, count, 200 * count, 200, 200, NoUsers, NextOf(partition)));

    public OutputTopic Write(int partition, StatisticsRecord value) => Write(partition, StatisticsKey.Of(value), value);

    public OutputTopic Write(int partition, string key, StatisticsRecord? value)
    {
        _records.Add((partition, NextOf(partition), key, value));
        _next[partition] = NextOf(partition) + 1;
        return this;
    }

    /// <summary>Applies all records that the view has not read yet.</summary>
    public void ReadInto(StatisticsView view)
    {
        foreach (var (partition, offset, key, value) in _records.Skip(_read.GetValueOrDefault(view)))
        {
            Assert.True(view.Apply(partition, offset, key, value));
        }

        _read[view] = _records.Count;
    }

    private long NextOf(int partition) => _next.GetValueOrDefault(partition);
}
