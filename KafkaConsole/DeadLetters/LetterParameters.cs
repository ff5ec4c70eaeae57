using System.Globalization;
using KafkaConsole.Search;
using Microsoft.Extensions.Primitives;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Reads a <see cref="LetterSelection"/> from the query of a URL: its own parameters and those of <see cref="RecordFilterParameters"/>.
/// </summary>
internal sealed class LetterParameters
{
    public const string Partition = "partition";
    public const string Reason = "reason";
    public const string Exception = "exception";
    public const string Group = "group";
    public const string Source = "source";
    public const string Letter = "letter";

    /// <summary>The names of all parameters that restrict the selection, without the partition.</summary>
    public static readonly IReadOnlyList<string> All = [Reason, Exception, Group, Source, Letter, .. RecordFilterParameters.All];

    private const int MaxLetters = 300; // their address has less than 8 KiB

    private readonly Dictionary<string, StringValues> _values;
    private readonly Dictionary<string, string[]> _errors;

    private LetterParameters(Dictionary<string, StringValues> values, Dictionary<string, string[]> errors)
    {
        _values = values;
        _errors = errors;
    }

    /// <summary>
    /// Reads the selection of an HTTP call. An unknown or empty parameter is an error, because a redrive without the criterion that was
    /// meant would redrive more than was meant, and can't be undone.
    /// </summary>
    /// <param name="query">The query of the URL.</param>
    /// <param name="others">The call's other parameters, which do not belong to the selection.</param>
    /// <returns>The selection, or null and the errors by parameter.</returns>
    public static (LetterSelection? Selection, Dictionary<string, string[]> Errors) ParseStrictly(
        IQueryCollection query, params IReadOnlyCollection<string> others)
    {
        var (selection, errors) = Parse(query);
        foreach (var (name, values) in query)
        {
            if (others.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;

            var isKnown = All.Append(Partition).Contains(name, StringComparer.OrdinalIgnoreCase);
            if (!isKnown)
            {
                errors[name] = [$"{name} is not a parameter; the parameters are {string.Join(", ", [.. others, Partition, .. All])}."];
            }
            else if (values.All(string.IsNullOrEmpty))
            {
                errors[name] = [$"{name} is empty. Give it a value, or leave it out."];
            }
        }

        return (errors.Count == 0 ? selection : null, errors);
    }

    /// <summary>Reads the selection of a page. Parameters of other names are ignored; an empty one does not restrict the selection.</summary>
    /// <returns>The selection, or null and the errors by parameter.</returns>
    public static (LetterSelection? Selection, Dictionary<string, string[]> Errors) Parse(
        IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var values = query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value, StringComparer.OrdinalIgnoreCase);
        var (filter, errors) = RecordFilterParameters.Parse(values);
        var parameters = new LetterParameters(values, errors);
        var selection = new LetterSelection
        {
            Partition = parameters.PartitionNumber(),
            Reason = parameters.Text(Reason),
            Exception = parameters.Text(Exception),
            Group = parameters.Text(Group),
            Source = parameters.Text(Source),
            Letters = parameters.Letters(),
            Filter = RecordFilterParameters.AreIn(values) ? filter : null,
        };
        return (errors.Count == 0 ? selection : null, errors);
    }

    private string? Text(string name)
    {
        if (!_values.TryGetValue(name, out var values) || StringValues.IsNullOrEmpty(values)) return null;
        if (values is [var value]) return value;

        _errors[name] = [$"{name} is given more than once."];
        return null;
    }

    private int? PartitionNumber()
    {
        if (Text(Partition) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return partition;

        _errors[Partition] = [$"'{text}' is not a partition number, 0 or more."];
        return null;
    }

    private HashSet<(int, long)>? Letters()
    {
        if (!_values.TryGetValue(Letter, out var values) || StringValues.IsNullOrEmpty(values)) return null;

        var letters = new HashSet<(int, long)>();
        var invalid = values.Where(text => !TryAdd(letters, text)).ToList();
        if (invalid.Count > 0)
        {
            _errors[Letter] = [.. invalid.Select(text => $"'{text}' is not a partition, a slash and an offset, such as 0/17.")];
        }
        else if (letters.Count > MaxLetters)
        {
            _errors[Letter] = [$"At most {MaxLetters} dead letters can be named."];
        }

        return letters;
    }

    private static bool TryAdd(HashSet<(int, long)> letters, string? text)
    {
        if (text?.Split('/') is not [var first, var second]) return false;
        if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)) return false;
        if (!long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return false;

        letters.Add((partition, offset));
        return true;
    }
}
