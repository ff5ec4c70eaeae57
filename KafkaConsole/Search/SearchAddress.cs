using KafkaConsole.Records;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace KafkaConsole.Search;

/// <summary>The address of a search, which runs it again when it is opened.</summary>
public sealed class SearchAddress
{
    public const string Partition = "partition";
    public const string From = "from";

    /// <summary>The names of the parameters that belong to a search.</summary>
    public static readonly IReadOnlyList<string> Names = [.. RecordFilterParameters.All, Partition, From];

    private SearchAddress(RecordQuery query, RecordFilter filter)
    {
        Query = query;
        Filter = filter;
    }

    /// <summary>The parameters in the URL that are not empty.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>What is wrong with them, by parameter.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }

    /// <summary>The topic, the partition, and where the search begins.</summary>
    internal RecordQuery Query { get; }

    /// <summary>What is searched.</summary>
    internal RecordFilter Filter { get; }

    /// <summary>Whether there is anything to search.</summary>
    public bool HasCriteria => Values.Keys.Any(RecordFilterParameters.All.Contains);

    /// <summary>What tells this search from another one.</summary>
    public string Id => $"{Query.Topic}?{QueryOf(Values)}";

    /// <summary>The address of the page.</summary>
    public string Page => PageOf(Query.Topic, Values);

    /// <summary>The address that downloads all that the search finds.</summary>
    public string Download =>
        $"api/topics/{Uri.EscapeDataString(Query.Topic)}/records/download{QueryOf(Values.Where(value => value.Key != From))}";

    /// <summary>Reads the URL of the page.</summary>
    public static SearchAddress Parse(string topic, string url)
    {
        var parameters = QueryHelpers.ParseQuery(new Uri(url).Query);
        var values = Names
            .Where(name => parameters.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value))
            .ToDictionary(name => name, name => parameters[name].ToString());
        var (query, errors) = RecordQuery.Parse(topic, values.GetValueOrDefault(Partition), values.GetValueOrDefault(From), null);
        if (query.From.Offset >= 0)
        {
            errors[From] = [$"'{query.From}' is not beginning or end. Use {RecordFilterParameters.FromOffset} for the lowest offset."];
        }

        var (filter, filterErrors) = RecordFilterParameters.Parse(parameters);
        return new(query, filter) { Values = values, Errors = errors.Concat(filterErrors).ToDictionary() };
    }

    /// <summary>The address of the page with these parameters; those that are empty are left out.</summary>
    public static string PageOf(string topic, IEnumerable<KeyValuePair<string, string>> values) =>
        $"topics/{Uri.EscapeDataString(topic)}/search{QueryOf(values)}";

    private static string QueryOf(IEnumerable<KeyValuePair<string, string>> values) => new QueryBuilder(
        values.Where(value => !string.IsNullOrEmpty(value.Value)).OrderBy(value => value.Key, StringComparer.Ordinal)).ToString();
}
