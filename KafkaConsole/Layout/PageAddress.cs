using Microsoft.AspNetCore.Components;

namespace KafkaConsole.Layout;

/// <summary>The state of a page is in the query of its URL, so that a view can be shared as a link.</summary>
internal static class PageAddress
{
    /// <summary>Changes one value of the current URL without a new entry in the browser's history. An empty value is removed.</summary>
    public static void SetQuery(this NavigationManager navigation, string name, string? value) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter(name, string.IsNullOrEmpty(value) ? null : value), replace: true);

    /// <summary>The current URL with other values; null removes one.</summary>
    public static string WithQuery(this NavigationManager navigation, params (string Name, object? Value)[] values) =>
        navigation.GetUriWithQueryParameters(values.ToDictionary(value => value.Name, value => value.Value));
}
