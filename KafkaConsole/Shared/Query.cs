using Microsoft.AspNetCore.Components;

namespace KafkaConsole.Shared;

/// <summary>The state of a page is in the query of its address. What is empty or switched off is left out.</summary>
internal static class Query
{
    /// <summary>Changes one value of the present address, and leaves no step behind to go back to.</summary>
    public static void SetQuery(this NavigationManager navigation, string name, string? value) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value), replace: true);

    /// <summary>The present address with other values.</summary>
    public static string WithQuery(this NavigationManager navigation, params (string Name, object? Value)[] values) =>
        navigation.GetUriWithQueryParameters(values.ToDictionary(value => value.Name, value => value.Value));

    /// <summary>The query of the present address, with its question mark; empty where there is none.</summary>
    public static string CurrentQuery(this NavigationManager navigation) => new Uri(navigation.Uri).Query;
}
