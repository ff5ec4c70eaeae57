using System.IO.Enumeration;
using System.Text.RegularExpressions;
using ProducerApi.Problems;

namespace ProducerApi.Security;

/// <summary>Which topics a request may name. Patterns are topic names in which <c>*</c> stands for any characters.</summary>
internal sealed partial class TopicRules(IReadOnlyList<string>? allow = null, IReadOnlyList<string>? deny = null)
{
    /// <summary>What is allowed unless configured: every topic.</summary>
    public static readonly IReadOnlyList<string> AllowByDefault = ["*"];

    /// <summary>What is denied unless configured: internal topics, dead letters, and statistics, which have one writer.</summary>
    public static readonly IReadOnlyList<string> DenyByDefault = ["__*", "*.dead", "page-statistics"];

    private readonly IReadOnlyList<string> _allow = allow ?? AllowByDefault;
    private readonly IReadOnlyList<string> _deny = deny ?? DenyByDefault;

    /// <summary>Why a request may not name this topic; null when it may.</summary>
    public Problem? Check(string topic)
    {
        if (!IsName(topic)) return Problem.Invalid("topic", [new("topic", "must be 1 to 249 of the characters a-z A-Z 0-9 . _ - and neither . nor ..")]);
        return Allows(topic) ? null : new(StatusCodes.Status403Forbidden, "The topic is not allowed.", $"This service does not write to '{topic}'.");
    }

    /// <summary>Whether the patterns let this topic through. Denial goes first.</summary>
    public bool Allows(string topic) => !Matches(_deny, topic) && Matches(_allow, topic);

    /// <summary>Whether Kafka accepts this name.</summary>
    public static bool IsName(string topic) => Name().IsMatch(topic) && topic is not ("." or "..");

    private static bool Matches(IReadOnlyList<string> patterns, string topic) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, topic, ignoreCase: false));

    [GeneratedRegex(@"\A[a-zA-Z0-9._-]{1,249}\z")]
    private static partial Regex Name();
}
