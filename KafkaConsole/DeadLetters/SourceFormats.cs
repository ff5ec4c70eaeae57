using System.Text.Json;
using Contracts;
using Messaging.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>What the topics of the catalogue take. A new value that they do not take is refused.</summary>
internal sealed class SourceFormats(IConfiguration configuration, ProtectedTopics protectedTopics)
{
    /// <summary>
    /// Why a topic does not take a new value; null when it does, or when its format is not in the catalogue. The console can't check the
    /// values of other topics with a single writer, so these take none.
    /// </summary>
    public string? ErrorOf(string topic, byte[] value)
    {
        if (IsTopic(Contracts.Topics.PageEvents)) return ErrorOf(() => Contracts.Topics.PageEvents.Decode(value).Validate());
        if (IsTopic(Contracts.Topics.PageEventsJson))
        {
            return ErrorOf(() =>
            {
                Contracts.Topics.PageEventsJson.Decode(value);
                return [];
            });
        }

        return protectedTopics.Reason(topic) is { } reason ? $"{reason} The console can't check new values for it." : null;

        bool IsTopic<T>(Topic<T> declared) where T : notnull => topic == configuration.TopicName(declared.Name);
    }

    private static string? ErrorOf(Func<IReadOnlyList<ValidationError>> validate)
    {
        try
        {
            return validate() is { Count: > 0 } errors ? string.Join("; ", errors) : null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }
}
