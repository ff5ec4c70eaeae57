using Microsoft.Extensions.Options;

namespace StreamsService.Live.Records;

/// <summary>Reports all errors in <see cref="RecordsOptions"/>.</summary>
internal sealed class RecordsOptionsValidator : IValidateOptions<RecordsOptions>
{
    public ValidateOptionsResult Validate(string? name, RecordsOptions options)
    {
        var errors = options.Topics.Index()
            .Where(topic => string.IsNullOrWhiteSpace(topic.Item))
            .Select(topic => $"{RecordsOptions.Section}:Topics:{topic.Index} must be the name of a topic.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
