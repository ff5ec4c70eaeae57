namespace Benchmarks.Measuring;

/// <summary>A program or path that is compared with others.</summary>
/// <param name="What">Its name in progress messages.</param>
/// <param name="MeasureAsync">Measures it once.</param>
internal sealed record Candidate(string What, Func<Task<double>> MeasureAsync);

/// <summary>
/// Measures candidates in turn, for several rounds, and reverses the order in each round. So other load on the machine affects all of them,
/// and slow changes cancel out.
/// </summary>
internal static class Comparison
{
    /// <summary>Measures for the number of rounds from the command line.</summary>
    public static Task<IReadOnlyList<Measurements>> RunAsync(Bench bench, string unit, params IReadOnlyList<Candidate> candidates) =>
        RunAsync(bench, bench.Rounds, unit, candidates);

    /// <summary>Measures for a number of rounds.</summary>
    public static async Task<IReadOnlyList<Measurements>> RunAsync(
        Bench bench, int rounds, string unit, params IReadOnlyList<Candidate> candidates)
    {
        var results = candidates.Select(_ => new List<double>()).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            var order = Enumerable.Range(0, candidates.Count);
            foreach (var index in round % 2 == 1 ? order : order.Reverse())
            {
                bench.Stop.ThrowIfCancellationRequested();
                var value = await candidates[index].MeasureAsync();
                results[index].Add(value);
                bench.Report($"  round {round} of {rounds}: {candidates[index].What}, {Table.Format(value)} {unit}");
            }
        }

        return [.. results.Select(result => new Measurements(result))];
    }
}
