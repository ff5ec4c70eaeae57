using System.Globalization;
using Contracts;

namespace SinkService.Http;

/// <summary>The partition and the offset in the address of an event.</summary>
internal sealed class RecordAddress
{
    private readonly List<ValidationError> _errors = [];

    /// <summary>Parses and validates both.</summary>
    public RecordAddress(string partition, string offset)
    {
        Partition = (int)Parse("partition", partition, int.MaxValue);
        Offset = Parse("offset", offset, long.MaxValue);
    }

    /// <summary>The number of the partition.</summary>
    public int Partition { get; }

    /// <summary>The offset in the partition.</summary>
    public long Offset { get; }

    /// <summary>All validation errors; empty when the address is valid.</summary>
    public IReadOnlyList<ValidationError> ValidationErrors => _errors;

    private long Parse(string name, string text, long maximum)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number <= maximum) return number;

        _errors.Add(new(name, $"must be a whole number from 0 to {maximum}"));
        return 0;
    }
}
