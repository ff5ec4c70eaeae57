using Microsoft.Extensions.Options;

namespace KafkaConsole;

/// <summary>Reports all errors in <see cref="ConsoleOptions"/> at once.</summary>
internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    private const int MinKeyLength = 32;
    private const string TraceUrl = $"{ConsoleOptions.Section}:{nameof(ConsoleOptions.TraceUrl)}";
    private const string Example = $"http://localhost:15101/traces/detail/{ConsoleOptions.TraceIdPlaceholder}";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        var errors = TraceUrlErrors(options.TraceUrl)
            .Concat(RedriveKeyErrors(options))
            .Concat(SuffixErrors(options.DeadLetterSuffixes))
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> TraceUrlErrors(string? traceUrl)
    {
        if (string.IsNullOrEmpty(traceUrl)) yield break;

        // Any other scheme, such as javascript:, would run in the browser of the person who follows the link.
        var link = traceUrl.Replace(ConsoleOptions.TraceIdPlaceholder, "0", StringComparison.Ordinal);
        var isWebAddress = Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
        if (!isWebAddress) yield return $"{TraceUrl} must be an absolute http or https URL.";

        if (!traceUrl.Contains(ConsoleOptions.TraceIdPlaceholder, StringComparison.Ordinal))
        {
            yield return $"{TraceUrl} must contain {ConsoleOptions.TraceIdPlaceholder}, such as {Example}.";
        }
    }

    private static IEnumerable<string> RedriveKeyErrors(ConsoleOptions options)
    {
        var isMissing = string.IsNullOrEmpty(options.RedriveKey) && !options.AllowRedrive;
        if (isMissing || options.RedriveKey?.Length >= MinKeyLength) yield break;

        yield return $"{ConsoleOptions.Section}:{nameof(options.RedriveKey)} must have at least {MinKeyLength} characters when "
            + $"{nameof(options.AllowRedrive)} is true. Set it by environment variable or from a secret store, the same for all consoles.";
    }

    // A single character would make dead-letter topics of ordinary ones.
    private static IEnumerable<string> SuffixErrors(IReadOnlyList<string> suffixes) =>
        from index in Enumerable.Range(0, suffixes.Count)
        where suffixes[index].Length < 2
        select $"{ConsoleOptions.Section}:{nameof(ConsoleOptions.DeadLetterSuffixes)}:{index} must have at least 2 characters.";
}
