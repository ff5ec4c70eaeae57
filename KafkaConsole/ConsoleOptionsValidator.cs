using Microsoft.Extensions.Options;

namespace KafkaConsole;

/// <summary>Reports all errors in <see cref="ConsoleOptions"/> at once.</summary>
internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    private const string Key = $"{ConsoleOptions.Section}:{nameof(ConsoleOptions.TraceUrl)}";
    private const string Example = $"http://localhost:15101/traces/detail/{ConsoleOptions.TraceIdPlaceholder}";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var errors = string.IsNullOrEmpty(options.TraceUrl) ? [] : Errors(options.TraceUrl).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(string traceUrl)
    {
        // Any other scheme, such as javascript:, would run in the browser of the person who follows the link.
        var link = traceUrl.Replace(ConsoleOptions.TraceIdPlaceholder, "0", StringComparison.Ordinal);
        var isWebAddress = Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        if (!isWebAddress) yield return $"{Key} must be an absolute http or https URL.";

        if (!traceUrl.Contains(ConsoleOptions.TraceIdPlaceholder, StringComparison.Ordinal))
        {
            yield return $"{Key} must contain {ConsoleOptions.TraceIdPlaceholder}, such as {Example}.";
        }
    }
}
