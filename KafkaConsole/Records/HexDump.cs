namespace KafkaConsole.Records;

/// <summary>Lines of sixteen bytes: the position, the bytes in hexadecimal, and the ASCII characters among them.</summary>
internal static class HexDump
{
    private const int PerLine = 16;

    public static string Of(byte[] bytes, int max) => string.Join('\n', bytes.Take(max).Chunk(PerLine).Select((line, index) =>
        $"{index * PerLine:x8}  {string.Join(' ', line.Select(value => $"{value:x2}")),-48} {string.Concat(line.Select(Printable))}"));

    private static char Printable(byte value) => value is >= 0x20 and < 0x7f ? (char)value : '.';
}
