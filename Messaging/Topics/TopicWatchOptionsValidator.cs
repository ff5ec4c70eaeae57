using Microsoft.Extensions.Options;

namespace Messaging.Topics;

/// <summary>Reports all errors in the options of watching topics.</summary>
internal sealed class TopicWatchOptionsValidator : IValidateOptions<TopicWatchOptions>
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, TopicWatchOptions options) =>
        options.WatchInterval >= Shortest && options.WatchInterval <= Longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{TopicWatchOptions.Section}:{nameof(options.WatchInterval)} must be from 100 ms to 1 h.");
}
