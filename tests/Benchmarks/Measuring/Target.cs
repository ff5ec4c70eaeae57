using System.Globalization;

namespace Benchmarks.Measuring;

/// <summary>The target of a row: a minimum ratio to its limit, a minimum rate, or a maximum value.</summary>
internal abstract record Target
{
    /// <summary>Whether the median of the row meets the target.</summary>
    public abstract bool IsMet(Row row);

    /// <summary>A minimum ratio to the limit.</summary>
    public sealed record Ratio(double AtLeast) : Target
    {
        public override bool IsMet(Row row) => row.Ratio!.Median >= AtLeast;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"≥ {AtLeast:0.00}");
    }

    /// <summary>A minimum rate, such as records per second.</summary>
    public sealed record Rate(double AtLeast, string Unit) : Target
    {
        public override bool IsMet(Row row) => row.Measurements.Median >= AtLeast;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"≥ {AtLeast:#,0} {Unit}");
    }

    /// <summary>A maximum value.</summary>
    public sealed record Value(double AtMost, string Unit) : Target
    {
        public override bool IsMet(Row row) => row.Measurements.Median <= AtMost;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"≤ {AtMost:#,0.##} {Unit}");
    }
}
