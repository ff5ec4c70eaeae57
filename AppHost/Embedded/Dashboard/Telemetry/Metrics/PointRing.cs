namespace Dashboard.Telemetry.Metrics;

/// <summary>The latest points of a series. It takes room as it needs it, and lets the oldest go when it has as many as it may.</summary>
internal sealed class PointRing(int limit)
{
    private const int Step = 32;
    private static readonly int EmptyBytes = default(Point).Bytes;

    private Point[] _points = [];
    private int _first;
    private int _countsBytes;

    public int Count { get; private set; }

    /// <summary>About what it takes in memory.</summary>
    public int Bytes => (_points.Length * EmptyBytes) + _countsBytes;

    private ref Point this[int index] => ref _points[(_first + index) % _points.Length];

    /// <summary>Adds a point, and says how many had to go.</summary>
    public int Add(Point point)
    {
        var dropped = 0;
        if (Count == limit)
            dropped = DropFirst(1);
        else if (Count == _points.Length)
            Resize(Math.Min(limit, _points.Length + Step));

        Count++;
        this[Count - 1] = point;
        _countsBytes += point.Bytes - EmptyBytes;
        return dropped;
    }

    /// <summary>Lets the oldest points go, and the room that they took.</summary>
    public int Trim(int count)
    {
        var dropped = DropFirst(count);
        Resize(Count);
        return dropped;
    }

    /// <summary>The points since a moment, in their order.</summary>
    public Point[] Since(long ticks)
    {
        var from = Count;
        while (from > 0 && this[from - 1].Ticks >= ticks)
            from--;

        var points = new Point[Count - from];
        for (var i = 0; i < points.Length; i++)
            points[i] = this[from + i];

        return points;
    }

    private int DropFirst(int count)
    {
        count = Math.Min(count, Count);
        for (var i = 0; i < count; i++)
        {
            _countsBytes -= this[i].Bytes - EmptyBytes;
            this[i] = default;
        }

        _first = _points.Length == 0 ? 0 : (_first + count) % _points.Length;
        Count -= count;
        return count;
    }

    private void Resize(int capacity)
    {
        var points = new Point[capacity];
        for (var i = 0; i < Count; i++)
            points[i] = this[i];

        (_points, _first) = (points, 0);
    }
}
