namespace Contracts;

/// <summary>A value breaks its contract. Trying again can't help.</summary>
public sealed class InvalidRecordException : Exception
{
    /// <summary>Creates the exception from all faults found, of which there is at least one.</summary>
    public InvalidRecordException(IReadOnlyList<Fault> faults) : base(string.Join("; ", faults)) => Faults = faults;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<Fault> Faults { get; }
}
