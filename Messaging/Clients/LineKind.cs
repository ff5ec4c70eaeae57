using System.Text.RegularExpressions;

namespace Messaging.Clients;

/// <summary>
/// What lines of a client's log have in common that say the same: their text without what differs from one to the next, which is the thread,
/// addresses, ids of brokers and clients, elapsed times and other numbers.
/// </summary>
internal static partial class LineKind
{
    /// <summary>Returns the kind of a line.</summary>
    /// <param name="client">The name of the client, such as <c>rdkafka#producer-1</c>.</param>
    /// <param name="text">The line.</param>
    public static (string Client, string Text) Of(string client, string text) => (Numbers().Replace(client, "#"), Numbers().Replace(Varying().Replace(text, ""), "#"));

    /// <summary>A thread or the name of a broker in front, an address, and the number of equal lines that the client itself has left out.</summary>
    [GeneratedRegex(@"\[thrd:[^\]]*\]: ?|(Group|Txn)Coordinator(/\d+)?|\S+:\d+(/(\d+|bootstrap|coordinator))?|, \d+ identical error\(s\) suppressed")]
    private static partial Regex Varying();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
