using System.Globalization;
using System.Text;

namespace KafkaConsole.Records;

/// <summary>Lines of sixteen bytes: the position, the bytes in hexadecimal, and the ASCII characters among them.</summary>
internal static class HexDump
{
    private const int PerLine = 16;

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var start = 0; start < bytes.Length; start += PerLine)
        {
            var line = bytes[start..Math.Min(start + PerLine, bytes.Length)];
            if (start > 0) text.Append('\n');

            text.Append(CultureInfo.InvariantCulture, $"{start:x8} ");
            for (var column = 0; column < PerLine; column++)
            {
                if (column < line.Length) text.Append(CultureInfo.InvariantCulture, $" {line[column]:x2}");
                else text.Append("   ");
            }

            text.Append("  ");
            foreach (var value in line)
                text.Append(value is >= 0x20 and < 0x7f ? (char)value : '.');
        }

        return text.ToString();
    }
}
