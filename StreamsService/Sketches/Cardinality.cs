namespace StreamsService.Sketches;

/// <summary>
/// The improved raw estimator for HyperLogLog by Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017,
/// arXiv:1702.01284), algorithm 6. It is accurate from zero to billions of values, without bias tables or a switch between estimators.
/// </summary>
internal static class Cardinality
{
    /// <summary>Estimates the number of distinct values.</summary>
    /// <param name="registersOfRank">How many registers have rank 0, 1, … up to the highest rank that the hash allows.</param>
    public static double Estimate(ReadOnlySpan<int> registersOfRank)
    {
        double registers = 0;
        foreach (var count in registersOfRank) registers += count;

        var z = registers * Tau(1 - (registersOfRank[^1] / registers));
        for (var rank = registersOfRank.Length - 2; rank >= 1; rank--) z = 0.5 * (z + registersOfRank[rank]);
        z += registers * Sigma(registersOfRank[0] / registers);

        return registers * registers / (2 * Math.Log(2) * z);
    }

    /// <summary>x + x²·1 + x⁴·2 + x⁸·4 + …: corrects for registers that are still zero.</summary>
    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;

        var (sum, previous, factor) = (x, double.NaN, 1.0);
        while (sum != previous)
        {
            x *= x;
            (previous, sum, factor) = (sum, sum + (x * factor), 2 * factor);
        }

        return sum;
    }

    /// <summary>Corrects for registers that have the highest rank.</summary>
    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;

        var (sum, previous, factor) = (1 - x, double.NaN, 1.0);
        while (sum != previous)
        {
            x = Math.Sqrt(x);
            factor /= 2;
            (previous, sum) = (sum, sum - ((1 - x) * (1 - x) * factor));
        }

        return sum / 3;
    }
}
