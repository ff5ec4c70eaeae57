using System.Globalization;

namespace Dashboard.Shell;

/// <summary>The multiple of a unit in which values of some size are easiest to read.</summary>
/// <param name="Size">How much of the instrument's unit it is.</param>
/// <param name="Label">How it is written.</param>
internal readonly record struct UnitScale(double Size, string Label)
{
    private static readonly UnitScale[] Times = [new(1, "s"), new(1e-3, "ms"), new(1e-6, "µs"), new(1e-9, "ns")];
    private static readonly UnitScale[] Bytes = [new(1L << 30, "GiB"), new(1L << 20, "MiB"), new(1L << 10, "KiB"), new(1, "B")];

    /// <summary>The scale for a unit in UCUM's notation, when the largest value is as large as this.</summary>
    public static UnitScale Of(string unit, bool perSecond, double largest)
    {
        var scale = unit switch
        {
            // Seconds per second are a share of the time, as of a processor's: that has no parts.
            "s" when perSecond => new(1, "s"),
            "s" => Pick(Times, largest, 1),
            "ms" => Pick(Times, largest, 1e-3),
            "us" => Pick(Times, largest, 1e-6),
            "ns" => Pick(Times, largest, 1e-9),
            "By" => Pick(Bytes, largest, 1),
            "1" => new(1, ""),
            _ => new(1, Plain(unit)),
        };
        return perSecond ? scale with { Label = $"{scale.Label}/s" } : scale;
    }

    /// <summary>A number with three digits or more, such as <c>0.0123</c> or <c>12 345</c>.</summary>
    public static string Text(double value)
    {
        var size = Math.Abs(value);
        var text = size >= 100 || value == Math.Truncate(value)
            ? value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f')
            : ((decimal)double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        return text;
    }

    /// <summary>The largest of which there is a whole one; the smallest where there is none, and the instrument's own where all is zero.</summary>
    private static UnitScale Pick(UnitScale[] scales, double largest, double unit)
    {
        var amount = largest * unit;
        var picked = amount == 0
            ? scales.First(scale => scale.Size <= unit)
            : scales.FirstOrDefault(scale => scale.Size <= amount, scales[^1]);
        return picked with { Size = picked.Size / unit };
    }

    /// <summary>What is counted, in the plural; other units as they are.</summary>
    private static string Plain(string unit) => unit is ['{', .. var counted, '}']
        ? counted switch { [.., 's'] => $"{counted}es", [.. var stem, 'y'] => $"{stem}ies", _ => $"{counted}s" }
        : unit;
}
