namespace Dashboard.Telemetry.Metrics;

/// <summary>Attributes are the same when they have the same names and values in the same order.</summary>
internal sealed class AttributeSets : IEqualityComparer<Attributes>
{
    public static readonly AttributeSets Equality = new();

    /// <summary>The attributes in the order of their names: to OpenTelemetry they are a set.</summary>
    public static Attributes Ordered(Attributes attributes) =>
        attributes.Count < 2 ? attributes : new([.. attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)]);

    public bool Equals(Attributes? one, Attributes? other) => one is null || other is null ? ReferenceEquals(one, other) : one.SequenceEqual(other);

    public int GetHashCode(Attributes attributes)
    {
        var hash = new HashCode();
        foreach (var (name, value) in attributes)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }
}
