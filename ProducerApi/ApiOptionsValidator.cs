using System.Text.RegularExpressions;
using Contracts;
using Messaging.Topics;
using Microsoft.Extensions.Options;

namespace ProducerApi;

/// <summary>Reports all errors in <see cref="ApiOptions"/>, and a topic for page events that is protected.</summary>
internal sealed partial class ApiOptionsValidator(Topic<PageEvent> pageEvents, ProtectedTopics protectedTopics)
    : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var errors = Errors(options).Select(error => $"{ApiOptions.Section}:{error}").ToList();
        if (protectedTopics.Reason(pageEvents.Name) is { } reason)
        {
            errors.Add($"Topics:{Topics.PageEvents.Name}:Name must be another topic. {reason}");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(ApiOptions options)
    {
        foreach (var error in Errors(nameof(TopicPatterns.Allow), options.Topics.Allow)) yield return error;
        foreach (var error in Errors(nameof(TopicPatterns.Deny), options.Topics.Deny)) yield return error;
        if (options.ApiKey?.All(IsPrintable) is false) yield return "ApiKey must be printable ASCII without spaces.";
        if (options.MaxRecordBytes < 1) yield return "MaxRecordBytes must be at least 1.";
        if (options.MaxDiscardedBytes < options.MaxRecordBytes) yield return "MaxDiscardedBytes must be at least MaxRecordBytes.";
        if (options.RequestsPerSecond < 0) yield return "RequestsPerSecond must not be negative; 0 means no limit.";
        if (options.MaxConcurrentRequests < 1) yield return "MaxConcurrentRequests must be at least 1.";
        if (options.MaxInFlightLines < 1) yield return "MaxInFlightLines must be at least 1.";
        if (options.SlowClientTimeout <= TimeSpan.Zero) yield return "SlowClientTimeout must be longer than zero.";
        if (options.RequestTimeout <= TimeSpan.Zero) yield return "RequestTimeout must be longer than zero.";
        if (options.TimestampBeforeMax < TimeSpan.Zero) yield return "TimestampBeforeMax must not be negative.";
        if (options.TimestampAfterMax < TimeSpan.Zero) yield return "TimestampAfterMax must not be negative.";
        if (options.Http2Port is < 1 or > 65_535) yield return "Http2Port must be from 1 to 65535.";
    }

    private static IEnumerable<string> Errors(string list, string[]? patterns)
    {
        foreach (var (index, pattern) in (patterns ?? []).Index())
        {
            if (Pattern().IsMatch(pattern)) continue;

            yield return $"Topics:{list}:{index} must be a topic name, in which * matches any characters, but is '{pattern}'.";
        }
    }

    private static bool IsPrintable(char c) => c is > ' ' and <= '~';

    [GeneratedRegex(@"\A[a-zA-Z0-9._*-]+\z")]
    private static partial Regex Pattern();
}
