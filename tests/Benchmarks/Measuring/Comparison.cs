namespace Benchmarks.Measuring;

/// <summary>One of those that are measured beside each other.</summary>
/// <param name="What">What is measured.</param>
/// <param name="MeasureAsync">Measures once.</param>
internal sealed record Candidate(string What, Func<Task<double>> MeasureAsync);

/// <summary>
/// Measures candidates in turn, for several rounds, each round the other way round: what the machine does besides hits all of them, and
/// what slowly changes cancels out.
/// </summary>
internal static class Comparison
{
    /// <summary>As many rounds as were asked for.</summary>
    public static Task<IReadOnlyList<Measurements>> RunAsync(Bench bench, string unit, params IReadOnlyList<Candidate> candidates) =>
        RunAsync(bench, bench.Rounds, unit, candidates);

    /// <summary>So many rounds.</summary>
    public static async Task<IReadOnlyList<Measurements>> RunAsync(Bench bench, int rounds, string unit, params IReadOnlyList<Candidate> candidates)
    {
        var results = candidates.Select(_ => new List<double>()).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            var order = Enumerable.Range(0, candidates.Count);
            foreach (var index in round % 2 == 1 ? order : order.Reverse())
            {
                bench.Stop.ThrowIfCancellationRequested();
                var figure = await candidates[index].MeasureAsync();
                results[index].Add(figure);
                bench.Say($"  round {round} of {rounds}: {candidates[index].What}, {Table.Format(figure)} {unit}");
            }
        }

        return [.. results.Select(result => new Measurements(result))];
    }
}
