using System.Text.Json;
using Contracts;
using Messaging.Topics;

namespace KafkaConsole.DeadLetters;

/// <summary>What the topics of the catalogue take, to warn of a value that would become a dead letter again.</summary>
internal sealed class SourceFormats(IConfiguration configuration)
{
    /// <summary>Why consumers of the topic can't process a value; null when they can, or when the topic is not in the catalogue.</summary>
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

        return null;

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
