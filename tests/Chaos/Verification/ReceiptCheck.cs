using Chaos.Load;

namespace Chaos.Verification;

/// <summary>Compares the receipts with the log.</summary>
internal static class ReceiptCheck
{
    /// <param name="what">Whose receipts they are.</param>
    /// <param name="sent">The events that were sent.</param>
    /// <param name="log">What is in the log.</param>
    /// <param name="abortedAreHidden">
    /// Whether a record is in the log only if its transaction was committed. Otherwise an event with an idempotency key can be there twice,
    /// and the receipts that follow an outage can be those of other records.
    /// </param>
    public static Comparison Compare(string what, IReadOnlyList<LoadEvent> sent, PageEventLog log, bool abortedAreHidden)
    {
        var comparison = new Comparison(what, sent.Count(it => it.Receipt is not null));
        foreach (var it in sent) Compare(it, [.. log.ByNumber[it.Number]], abortedAreHidden, comparison);
        return comparison;
    }

    /// <summary>Returns the number of events that are in the log although their clients never got a receipt.</summary>
    public static int WithoutReceipt(IEnumerable<LoadEvent> sent, PageEventLog log) =>
        sent.Count(it => it.Receipt is null && log.ByNumber.Contains(it.Number));

    private static void Compare(LoadEvent it, List<LoggedEvent> copies, bool abortedAreHidden, Comparison comparison)
    {
        if (it.Receipt is not null && copies.Count == 0) comparison.AddLost($"{it.User} with {it.Receipt}");
        var surplus = copies.Count - it.MostCopies;
        if (surplus > 0 && it.IsKeyed && !abortedAreHidden) comparison.AddAborted(surplus);
        else if (surplus > 0) comparison.AddDoubled($"{Describe(it)} is there {copies.Count} times, at {Places(copies)}", surplus);

        if (copies.Exists(copy => (copy.Name, copy.Date, copy.Duration) != (it.Page, it.Date, it.Duration)))
        {
            comparison.AddWrong($"{it.User} has other values in the log");
        }

        var isElsewhere = it.Receipt is { } receipt && !copies.Exists(copy => receipt.IsAt(copy.Partition, copy.Offset));
        if (abortedAreHidden && copies.Count > 0 && isElsewhere)
        {
            comparison.AddWrong($"{it.User} has {it.Receipt}, but is at {Places(copies)}");
        }
    }

    private static string Describe(LoadEvent it) =>
        $"{it.User} ({(it.IsKeyed ? "with an idempotency key, " : "")}{(it.Receipt is null ? "without a receipt" : "with a receipt")}, "
        + $"{it.UnknownAttempts} attempts with an unknown outcome{(it.IsRefused ? ", refused" : "")})";

    private static string Places(IEnumerable<LoggedEvent> copies) =>
        string.Join(", ", copies.Select(copy => $"{copy.Partition}@{copy.Offset}"));
}
