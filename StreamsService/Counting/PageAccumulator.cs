using Contracts;
using StreamsService.Changelog;
using StreamsService.Sketches;

namespace StreamsService.Counting;

/// <summary>A <see cref="WindowPartial"/> that is still being counted.</summary>
internal sealed class PageAccumulator
{
    private readonly UserSketch _users = new();
    private long _count;
    private long _total;
    private long _minimum = long.MaxValue;
    private long _maximum;

    /// <summary>Starts without events.</summary>
    public PageAccumulator()
    {
    }

    /// <summary>Continues from a partial that was written earlier.</summary>
    /// <exception cref="FormatException">The partial's users are not a valid <see cref="UserSketch"/>.</exception>
    public PageAccumulator(WindowPartial partial)
    {
        _count = partial.Count;
        _total = partial.Total;
        _minimum = partial.Minimum;
        _maximum = partial.Maximum;
        _users = UserSketchSerializer.Deserialize(partial.Users);
        Position = partial.Position;
    }

    /// <summary>The source position of the last event that was added.</summary>
    public SourcePosition Position { get; private set; } = new(0, -1);

    /// <summary>Whether events were added since the last write.</summary>
    public bool HasChanged { get; private set; }

    public void Add(SourcePosition position, PageEvent e)
    {
        _count++;
        _total = e.Duration > long.MaxValue - _total ? long.MaxValue : _total + e.Duration; // limited, because a sum could overflow
        _minimum = Math.Min(_minimum, e.Duration);
        _maximum = Math.Max(_maximum, e.Duration);
        _users.Add(e.User);
        Position = position;
        HasChanged = true;
    }

    public void MarkWritten() => HasChanged = false;

    public void MarkChanged() => HasChanged = true;

    public WindowPartial ToPartial(string page, DateTimeOffset window, int partition) =>
        new(page, window, partition, _count, _total, _minimum, _maximum, UserSketchSerializer.Serialize(_users), Position.Offset) { Epoch = Position.Epoch };
}
