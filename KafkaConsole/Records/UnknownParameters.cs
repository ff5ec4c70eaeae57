namespace KafkaConsole.Records;

/// <summary>Finds parameters that an endpoint does not have, so that a typing mistake does not go unnoticed.</summary>
internal static class UnknownParameters
{
    /// <summary>Adds an error for each parameter of the query with another name than these. Upper and lower case are the same.</summary>
    public static void AddUnknown(this Dictionary<string, string[]> errors, IQueryCollection query, params IReadOnlyList<string> names)
    {
        foreach (var name in query.Keys.Except(names, StringComparer.OrdinalIgnoreCase))
        {
            errors[name] = [$"{name} is not a parameter; the parameters are {string.Join(", ", names)}."];
        }
    }
}
