using System.Globalization;

namespace Benchmarks.Measuring;

/// <summary>What a row must reach: a part of its limit at least, or a value at most.</summary>
internal abstract record Target
{
    /// <summary>Whether the medians reach it.</summary>
    public abstract bool IsMet(Row row);

    /// <summary>The ratio to the limit is this or more.</summary>
    public sealed record Ratio(double AtLeast) : Target
    {
        public override bool IsMet(Row row) => row.Ratio!.Median >= AtLeast;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"≥ {AtLeast:0.00}");
    }

    /// <summary>The value is this or less.</summary>
    public sealed record Value(double AtMost, string Unit) : Target
    {
        public override bool IsMet(Row row) => row.Measurements.Median <= AtMost;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"≤ {AtMost:#,0.##} {Unit}");
    }
}
