namespace Chaos.Verification;

/// <summary>What a comparison has found.</summary>
internal sealed class Comparison(string what, long expected)
{
    private const int MostExamples = 10;

    private readonly List<string> _examples = [];

    /// <summary>What is compared with what.</summary>
    public string What => what;

    /// <summary>The number of events that must be there.</summary>
    public long Expected => expected;

    /// <summary>Events that must be there and are not.</summary>
    public long Lost { get; private set; }

    /// <summary>Events that are there more often than they may be.</summary>
    public long Doubled { get; private set; }

    /// <summary>Events that are there too often only because this Kafka shows the records of aborted transactions.</summary>
    public long Aborted { get; private set; }

    /// <summary>Events that differ from what was sent, are elsewhere than their receipt says, or were never sent.</summary>
    public long Wrong { get; private set; }

    public bool HasFailed => Lost > 0 || Doubled > 0 || Wrong > 0;

    /// <summary>Some of the faults, in words.</summary>
    public IReadOnlyList<string> Examples => _examples;

    public void AddLost(string example, long count = 1)
    {
        Lost += count;
        Add($"lost: {example}");
    }

    public void AddDoubled(string example, long count = 1)
    {
        Doubled += count;
        Add($"doubled: {example}");
    }

    public void AddAborted(long count = 1) => Aborted += count;

    public void AddWrong(string example)
    {
        Wrong++;
        Add($"wrong: {example}");
    }

    private void Add(string example)
    {
        if (_examples.Count < MostExamples) _examples.Add(example);
    }
}
