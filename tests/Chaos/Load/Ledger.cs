using System.Collections.Concurrent;
using Chaos.Disturbances;

namespace Chaos.Load;

/// <summary>All events of the load, with their receipts.</summary>
internal sealed class Ledger(int seed, int partitions, Recoveries recoveries, TimeProvider time)
{
    private const int Pages = 10;
    private const int LongestDuration = 3_000; // the shortest ones are too short to be counted

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly List<LoadEvent> _events = [];
    private readonly long[] _ends = new long[partitions];
    private readonly ConcurrentQueue<string> _contradictions = [];
    private int _receipts, _refused, _unknownAttempts;

    /// <summary>All events, by number. Read it after the load has ended.</summary>
    public IReadOnlyList<LoadEvent> Events => _events;

    /// <summary>Receipts that differ from an earlier receipt of the same event.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    public int Sent
    {
        get
        {
            lock (_lock) return _events.Count;
        }
    }

    public int Receipts => Volatile.Read(ref _receipts);

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The number of requests, or lines of a stream, whose outcome the client does not know.</summary>
    public int UnknownAttempts => Volatile.Read(ref _unknownAttempts);

    /// <summary>Returns the number of records, according to the receipts, that a group has not committed yet.</summary>
    public long LagOf(IReadOnlyList<long> committed)
    {
        lock (_lock) return _ends.Index().Sum(end => Math.Max(0, end.Item - Math.Max(0, committed[end.Index])));
    }

    /// <summary>Returns a new event, which happens now.</summary>
    public LoadEvent NewEvent(bool isKeyed)
    {
        lock (_lock)
        {
            var page = $"page-{_random.Next(Pages)}";
            _events.Add(new(_events.Count, page, time.GetUtcNow(), _random.Next(LongestDuration + 1), isKeyed));
            return _events[^1];
        }
    }

    /// <summary>Notes what an attempt to publish an event has come to, whose request was sent at a timestamp.</summary>
    public void Note(LoadEvent sent, in Answer answer, long sentAt)
    {
        switch (answer.Outcome)
        {
            case Outcome.Published:
                OnReceipt(sent, answer.Receipt, sentAt);
                break;
            case Outcome.Refused:
                sent.IsRefused = true;
                Interlocked.Increment(ref _refused);
                break;
            case Outcome.Unknown:
                sent.UnknownAttempts++;
                Interlocked.Increment(ref _unknownAttempts);
                break;
            case Outcome.NotPublished:
                break;
        }
    }

    private void OnReceipt(LoadEvent sent, Receipt receipt, long sentAt)
    {
        if (sent.Receipt is { } earlier)
        {
            if (earlier != receipt) _contradictions.Enqueue($"{sent.User} has the receipts {earlier} and {receipt}");
            return;
        }

        sent.Receipt = receipt;
        Interlocked.Increment(ref _receipts);
        if (receipt.Offset is not { } offset) return;

        lock (_lock) _ends[receipt.Partition] = Math.Max(_ends[receipt.Partition], offset + 1);
        recoveries.OnReceipt(receipt.Partition, offset, sent.User, sentAt);
    }
}
