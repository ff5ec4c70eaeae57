using System.Text.RegularExpressions;

namespace Kafka.Tests.Security;

/// <summary>A right of a service, as <c>docs/security.md</c> has it in its table and in its commands.</summary>
internal sealed record DocumentedRight(string User, string Operation, string Resource, string Name, bool IsPrefixed)
{
    /// <summary>What a service says that lacks this right.</summary>
    public string MissingSentence =>
        $"The user '{User}' lacks the right {Operation} on the {Resource.Replace('-', ' ')} {Name}{(IsPrefixed ? "*" : "")}. Grant it with "
        + $"kafka-acls.sh --add --allow-principal 'User:{User}' --operation {Operation} --{Resource} {Name}"
        + (IsPrefixed ? " --resource-pattern-type prefixed" : "");
}

/// <summary>Reads <c>docs/security.md</c>.</summary>
internal static partial class SecurityPage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(SolutionDirectory(), "docs", "security.md"));

    private static readonly string[] Resources = ["topic", "group", "transactional-id", "cluster"];

    /// <summary>The rights in the table.</summary>
    public static IReadOnlyList<DocumentedRight> Table =>
    [
        .. from row in TableRow().Matches(Text)
           let name = row.Groups["name"].Value
           select new DocumentedRight(
               row.Groups["user"].Value, row.Groups["operation"].Value, row.Groups["resource"].Value, name, row.Groups["prefix"].Success),
    ];

    /// <summary>The users in the table.</summary>
    public static IEnumerable<string> Users => Table.Select(right => right.User).Distinct();

    /// <summary>The commands after a comment, which is the name of the block.</summary>
    public static string Commands(string block)
    {
        var match = Regex.Match(Text, $@"^<!-- {block} -->\n```sh\n(?<commands>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(match.Success, $"docs/security.md has no commands <!-- {block} -->.");
        return match.Groups["commands"].Value;
    }

    /// <summary>The rights that commands grant.</summary>
    public static IReadOnlyList<DocumentedRight> GrantedBy(string commands) =>
    [
        .. from command in commands.Split('\n').Where(line => line.Contains("--allow-principal", StringComparison.Ordinal))
           let user = ValuesOf(command, "allow-principal").Single()["User:".Length..]
           let isPrefixed = ValuesOf(command, "resource-pattern-type").SingleOrDefault() is "prefixed"
           from operation in ValuesOf(command, "operation")
           from resource in Resources
           from name in ValuesOf(command, resource)
           select new DocumentedRight(user, operation, resource, name.Trim('\''), isPrefixed),
    ];

    private static IEnumerable<string> ValuesOf(string command, string option) =>
        Regex.Matches(command, $@"--{option} (?<value>\S+)").Select(match => match.Groups["value"].Value);

    private static string SolutionDirectory()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Kafka.sln"))) directory = directory.Parent ?? throw new DirectoryNotFoundException("Kafka.sln");
        return directory.FullName;
    }

    [GeneratedRegex(
        @"^\| `(?<user>[a-z-]+)` \| (?<operation>\w+) \| (?<resource>topic|group|transactional-id|cluster) `(?<name>[^`]+)`(?<prefix>\*)? \|",
        RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
