namespace Contracts;

/// <summary>A value breaks its contract. Trying again can't help.</summary>
public sealed class InvalidRecordException : Exception
{
    /// <summary>Creates the exception from all errors found, of which there is at least one.</summary>
    public InvalidRecordException(IReadOnlyList<ValidationError> errors) : base(string.Join("; ", errors)) => Errors = errors;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ValidationError> Errors { get; }
}
