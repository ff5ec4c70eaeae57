using System.Text.RegularExpressions;

namespace Messaging.Clients;

/// <summary>
/// What lines of the clients' logs have in common that say the same: their text without what differs from one to the next, which is the
/// thread, the broker and its address, elapsed times and other numbers.
/// </summary>
internal static partial class LineKind
{
    /// <summary>Returns the kind of a line.</summary>
    public static string Of(string text) => Numbers().Replace(Varying().Replace(text, ""), "#");

    /// <summary>
    /// A thread, a coordinator, an address with the broker's id, and the number of equal lines that the client itself has left out.
    /// </summary>
    [GeneratedRegex(@"\[thrd:[^\]]*\]: ?|(Group|Txn)Coordinator(/\d+)?(: (?=\S+:\d))?|\S+:\d+(/(\d+|bootstrap|coordinator))?|, \d+ identical error\(s\) suppressed")]
    private static partial Regex Varying();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Numbers();
}
