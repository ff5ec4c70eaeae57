using System.Globalization;
using System.Text.RegularExpressions;

namespace Messaging.Clients.Connections;

/// <summary>A connection that failed, as a client reports it in its log.</summary>
/// <param name="Host">The host of the broker.</param>
/// <param name="Port">The port of the broker.</param>
/// <param name="Reason">What the client says about it.</param>
/// <param name="State">The client's name for the state of the connection, such as <c>SSL_HANDSHAKE</c>.</param>
internal sealed partial record ConnectionFailure(string Host, int Port, string Reason, string State)
{
    /// <summary>The facility of the client's log lines about failed connections.</summary>
    public const string Facility = "FAIL";

    /// <summary>The <c>host:port</c>.</summary>
    public string Address => $"{Host}:{Port}";

    /// <summary>Whether the broker refused the user, its password or the mechanism.</summary>
    public bool IsAuthentication => State.StartsWith("AUTH", StringComparison.Ordinal) || Reason.StartsWith("SASL ", StringComparison.Ordinal);

    /// <summary>Whether the client refused the broker's certificate.</summary>
    public bool IsBrokerCertificate => Reason.Contains("certificate verify failed", StringComparison.Ordinal);

    /// <summary>Whether the broker ended the TLS handshake with an alert, which it does when it refuses the client's certificate.</summary>
    public bool IsAlert => Reason.Contains(" alert ", StringComparison.Ordinal);

    /// <summary>Whether the TLS handshake failed without an alert.</summary>
    public bool IsHandshake => State is "SSL_HANDSHAKE";

    /// <summary>Whether the broker closed the connection at the client's first request.</summary>
    public bool IsFirstRequest => State is "APIVERSION_QUERY" && Reason.StartsWith("Disconnected", StringComparison.Ordinal);

    /// <summary>Reads a log line of <see cref="Facility"/>; null when it has another format.</summary>
    public static ConnectionFailure? Parse(string line)
    {
        var match = Format().Match(line);
        return match.Success && int.TryParse(match.Groups["port"].Value, CultureInfo.InvariantCulture, out var port)
            ? new(match.Groups["host"].Value.Trim('[', ']'), port, match.Groups["reason"].Value, match.Groups["state"].Value)
            : null;
    }

    [GeneratedRegex(
        @"^\[thrd:[^ ]*\]: (?:\w+://)?(?<host>[^ ]+):(?<port>\d+)/[^ ]+: (?<reason>.*) \(after \d+ms in state (?<state>\w+)",
        RegexOptions.Singleline)]
    private static partial Regex Format();
}
