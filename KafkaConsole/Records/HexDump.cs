namespace KafkaConsole.Records;

/// <summary>Lines of sixteen bytes: the position, the bytes in hexadecimal, and the ASCII characters among them.</summary>
internal static class HexDump
{
    private const int BytesPerLine = 16;

    public static string Of(byte[] bytes, int maxBytes) => string.Join('\n', bytes.Take(maxBytes).Chunk(BytesPerLine).Select(LineOf));

    private static string LineOf(byte[] bytes, int index)
    {
        var hexadecimal = string.Join(' ', bytes.Select(value => $"{value:x2}"));
        return $"{index * BytesPerLine:x8}  {hexadecimal,-48} {string.Concat(bytes.Select(PrintableOrDot))}";
    }

    private static char PrintableOrDot(byte value) => value is >= 0x20 and < 0x7f ? (char)value : '.';
}
