using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Contracts;
using Messaging.Topics;
using ServiceDefaults.Http;

namespace ProducerApi.Security;

/// <summary>Decides which topics clients may write to. Patterns are topic names in which <c>*</c> matches any characters.</summary>
/// <param name="patterns">The configured patterns.</param>
/// <param name="protectedTopics">The topics that no pattern allows.</param>
internal sealed partial class TopicRules(TopicPatterns patterns, ProtectedTopics protectedTopics)
{
    private readonly string[] _allow = patterns.Allow ?? ["*"];
    private readonly string[] _deny = patterns.Deny ?? [];

    /// <summary>Returns why clients may not write to this topic; null when they may.</summary>
    public Problem? Check(string topic)
    {
        if (!IsName(topic))
        {
            return Problem.Invalid(
                "The topic is not valid.",
                new ValidationError("topic", "must be 1 to 249 of the characters a-z A-Z 0-9 . _ - and neither . nor .."));
        }

        if (protectedTopics.Reason(topic) is { } reason) return new(StatusCodes.Status403Forbidden, "The topic is not allowed.", reason);
        if (!Matches(_deny, topic) && Matches(_allow, topic)) return null;

        return new(StatusCodes.Status403Forbidden, "The topic is not allowed.", $"This service is configured not to write to '{topic}'.");
    }

    /// <summary>Whether Kafka accepts this name.</summary>
    public static bool IsName(string topic) => Name().IsMatch(topic) && topic is not ("." or "..");

    private static bool Matches(string[] patterns, string topic) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, topic, ignoreCase: false));

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z")]
    private static partial Regex Name();
}
