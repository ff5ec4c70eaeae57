using KafkaConsole.Layout;

namespace KafkaConsole.Groups;

/// <summary>Formats lag; a dash where it is unknown.</summary>
internal static class Lag
{
    public static string Records(long? lag) => lag is { } records ? Format.Count(records) : "–";

    public static string Time(double? seconds) => seconds switch
    {
        null => "–",
        0 => "0 s",
        { } lag => Format.Duration(TimeSpan.FromSeconds(Math.Min(lag, TimeSpan.MaxValue.TotalSeconds / 2))),
    };
}
