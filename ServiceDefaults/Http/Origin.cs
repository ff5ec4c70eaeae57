namespace ServiceDefaults.Http;

/// <summary>The origin of a page (RFC 6454): scheme, host and port.</summary>
internal static class Origin
{
    /// <summary>
    /// Returns the origin as a browser writes it in the header <c>Origin</c>: in lower case, with international names in Punycode and
    /// without the default port. Null when the text is not the origin of a web page, like <c>null</c>, which browsers send for pages
    /// without one.
    /// </summary>
    public static string? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)) return null;
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) return null;
        if (text.EndsWith('/') || uri.PathAndQuery != "/" || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0) return null;

        return new UriBuilder(uri.Scheme, uri.IdnHost, uri.Port).Uri.GetLeftPart(UriPartial.Authority);
    }
}
