namespace Contracts;

/// <summary>A value violates its contract. A retry can't succeed.</summary>
public sealed class InvalidRecordException : Exception
{
    /// <summary>Creates the exception from all errors that were found, at least one.</summary>
    public InvalidRecordException(IReadOnlyList<ValidationError> errors) : base(string.Join("; ", errors)) => Errors = errors;

    /// <summary>All validation errors of the value.</summary>
    public IReadOnlyList<ValidationError> Errors { get; }
}
