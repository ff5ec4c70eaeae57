using Chaos.Load;

namespace Chaos.Verification;

/// <summary>What all comparisons have found.</summary>
internal sealed record Verdict
{
    public required PageEventLog Log { get; init; }

    /// <summary>The receipts compared with the log, for each kind of client.</summary>
    public required IReadOnlyDictionary<ClientKind, Comparison> Receipts { get; init; }

    /// <summary>The log compared with what was made of it.</summary>
    public required IReadOnlyList<Comparison> OfTheLog { get; init; }

    /// <summary>The number of records that ConsumerWorker has printed more than once.</summary>
    public required long Repeated { get; init; }

    /// <summary>What else is wrong, in words.</summary>
    public required IReadOnlyList<string> OtherFaults { get; init; }

    public IEnumerable<Comparison> All => [.. Receipts.Values, .. OfTheLog];

    public bool HasFailed => OtherFaults.Count > 0 || All.Any(comparison => comparison.HasFailed);
}
