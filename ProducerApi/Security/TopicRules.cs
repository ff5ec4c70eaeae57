using System.IO.Enumeration;
using System.Text.RegularExpressions;
using ProducerApi.Problems;

namespace ProducerApi.Security;

/// <summary>Decides which topics clients may write to. Patterns are topic names in which <c>*</c> matches any characters.</summary>
internal sealed partial class TopicRules(IReadOnlyList<string>? allow = null, IReadOnlyList<string>? deny = null)
{
    /// <summary>The topics allowed by default: all.</summary>
    public static readonly IReadOnlyList<string> AllowByDefault = ["*"];

    /// <summary>The topics denied by default: internal topics, dead-letter topics, and statistics, which only StreamsService writes.</summary>
    public static readonly IReadOnlyList<string> DenyByDefault = ["__*", "*.dead", "page-statistics"];

    private readonly IReadOnlyList<string> _allow = allow ?? AllowByDefault;
    private readonly IReadOnlyList<string> _deny = deny ?? DenyByDefault;

    /// <summary>Returns why clients may not write to this topic; null when they may.</summary>
    public Problem? Check(string topic)
    {
        if (!IsName(topic)) return Problem.Invalid("topic", [new("topic", "must be 1 to 249 of the characters a-z A-Z 0-9 . _ - and neither . nor ..")]);
        return Allows(topic) ? null : new(StatusCodes.Status403Forbidden, "The topic is not allowed.", $"This service is configured not to write to '{topic}'.");
    }

    /// <summary>Whether the patterns allow this topic. A denied pattern overrides an allowed one.</summary>
    public bool Allows(string topic) => !Matches(_deny, topic) && Matches(_allow, topic);

    /// <summary>Whether Kafka accepts this name.</summary>
    public static bool IsName(string topic) => Name().IsMatch(topic) && topic is not ("." or "..");

    private static bool Matches(IReadOnlyList<string> patterns, string topic) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, topic, ignoreCase: false));

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z")]
    private static partial Regex Name();
}
