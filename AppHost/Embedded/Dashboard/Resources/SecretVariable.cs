using System.Text.RegularExpressions;

namespace Dashboard.Resources;

/// <summary>Tells which environment variables may hold what is not for everyone who looks over a shoulder.</summary>
internal static partial class SecretVariable
{
    /// <summary>What is shown in place of a value, whatever its length: a length tells something, too.</summary>
    public const string Mask = "••••••••";

    /// <summary>Whether a value is hidden until a person asks for it: by its name, or because there are credentials in it.</summary>
    public static bool Hides(string name, string value)
        => value.Length > 0 && (Names.IsMatch(name) || Credentials.IsMatch(value));

    [GeneratedRegex("KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|PWD|TOKEN|CREDENTIAL|HEADERS|JAAS", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Names { get; }

    /// <summary>Such as <c>Host=db;Password=…</c>, <c>AccountKey=…</c> or <c>amqp://name:…@host</c>.</summary>
    [GeneratedRegex(@"\b(password|pwd|secret|token|accountkey|accesskey|sharedaccesskey)\s*=|://[^/\s:@]*:[^/\s@]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credentials { get; }
}
