namespace Benchmarks.Measuring;

/// <summary>One of those that are measured beside each other.</summary>
/// <param name="What">What is measured.</param>
/// <param name="MeasureAsync">Measures once.</param>
internal sealed record Side(string What, Func<Task<double>> MeasureAsync);

/// <summary>
/// Measures sides in turn, for several rounds, each round the other way round: what the machine does besides hits all of them, and
/// what slowly changes cancels out.
/// </summary>
internal static class Contest
{
    /// <summary>As many rounds as were asked for.</summary>
    public static Task<IReadOnlyList<Figures>> RunAsync(Bench bench, string unit, params IReadOnlyList<Side> sides) =>
        RunAsync(bench, bench.Rounds, unit, sides);

    /// <summary>So many rounds.</summary>
    public static async Task<IReadOnlyList<Figures>> RunAsync(Bench bench, int rounds, string unit, params IReadOnlyList<Side> sides)
    {
        var results = sides.Select(_ => new List<double>()).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            var order = Enumerable.Range(0, sides.Count);
            foreach (var side in round % 2 == 1 ? order : order.Reverse())
            {
                bench.Stop.ThrowIfCancellationRequested();
                var figure = await sides[side].MeasureAsync();
                results[side].Add(figure);
                bench.Say($"  round {round} of {rounds}: {sides[side].What}, {Table.Format(figure)} {unit}");
            }
        }

        return [.. results.Select(result => new Figures(result))];
    }
}
