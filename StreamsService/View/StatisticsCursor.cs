using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Contracts;

namespace StreamsService.View;

/// <summary>
/// A position in the order of query results: newest window first, then by page name in ordinal order. Its text form has the window in
/// milliseconds since 1970 and the page name in base64url, so it needs no escaping in a URL.
/// </summary>
/// <param name="Window">The start of the window.</param>
/// <param name="Page">The name of the page.</param>
internal readonly record struct StatisticsCursor(DateTimeOffset Window, string Page)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly long MinWindow = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxWindow = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Parses the text form.</summary>
    public static bool TryParse(string? text, out StatisticsCursor cursor)
    {
        cursor = default;
        if ((text ?? "").Split('.', 3) is not [var window, var page]) return false;
        if (!long.TryParse(window, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)) return false;
        if (milliseconds < MinWindow || milliseconds > MaxWindow) return false;
        if (!TryReadPage(page, out var name)) return false;

        cursor = new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), name);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Window.ToUnixTimeMilliseconds()}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Page))}");

    private static bool TryReadPage(string text, out string page)
    {
        page = "";
        if (!Base64Url.IsValid(text)) return false;

        try
        {
            page = StrictUtf8.GetString(Base64Url.DecodeFromChars(text));
            return page.Length is > 0 and <= PageEvent.MaxTextLength;
        }
        catch (Exception e) when (e is DecoderFallbackException or FormatException)
        {
            return false;
        }
    }
}
