namespace Chaos.Verification;

/// <summary>Compares the log with the statistics.</summary>
internal static class StatisticsCheck
{
    /// <param name="where">Where the statistics are from.</param>
    /// <param name="expected">The windows of the log.</param>
    /// <param name="found">The statistics.</param>
    /// <param name="hasLate">Whether the statistics include the number of late events.</param>
    public static Comparison Compare(string where, Windows expected, Windows found, bool hasLate)
    {
        var comparison = new Comparison($"{PageEventLog.Topic} with {where}", expected.All.Values.Sum(it => it.Count));
        foreach (var window in expected.All.Keys.Union(found.All.Keys))
        {
            var (must, are) = (expected.All.GetValueOrDefault(window), found.All.GetValueOrDefault(window));
            var example = $"{window}: {must} in the log, {are} in the statistics";
            if (are.Count < must.Count) comparison.AddLost(example, must.Count - are.Count);
            else if (are.Count > must.Count) comparison.AddDoubled(example, are.Count - must.Count);
            else if (are != must) comparison.AddWrong(example);
        }

        if (hasLate && expected.Late != found.Late)
        {
            comparison.AddWrong($"{expected.Late} events of the log are late, {found.Late} in the statistics");
        }

        return comparison;
    }
}
