using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServiceDefaults.Http;

/// <summary>
/// The address of a request as the client wrote it. The server decodes its escapes, but not all (<c>%2F</c> in a path stays), and not
/// strictly (it replaces bytes that are not UTF-8).
/// </summary>
/// <param name="Path">The path, with its escapes.</param>
/// <param name="Query">The query without the question mark, with its escapes.</param>
internal sealed record RequestTarget(string Path, string Query)
{
    /// <summary>How much of a text an error shows.</summary>
    private const int MaxShown = 100;

    /// <summary>Whether anything is escaped.</summary>
    public bool HasEscapes => Path.Contains('%', StringComparison.Ordinal) || Query.Contains('%', StringComparison.Ordinal);

    /// <summary>The target of a request.</summary>
    public static RequestTarget Of(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && !target.StartsWith('/')) // http://host/path
        {
            var path = target.IndexOfAny(['/', '?'], scheme + 3);
            target = path < 0 ? "" : target[path..];
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? new(target, "") : new(target[..query], target[(query + 1)..]);
    }

    /// <summary>
    /// The errors of all escapes: that <c>%</c> is not followed by two hexadecimal digits, or that the bytes are not UTF-8. The member is
    /// <c>path</c>, or the name of the parameter in the query.
    /// </summary>
    public IEnumerable<ValidationError> Errors()
    {
        foreach (var segment in Path.Split('/'))
        {
            if (ErrorIn(segment) is { } error) yield return new("path", error);
        }

        foreach (var parameter in Query.Split('&'))
        {
            var parts = parameter.Split('=', 2);
            if (ErrorIn(parameter) is { } error) yield return new(ErrorIn(parts[0]) is null ? Decode(parts[0]) : Shown(parts[0]), error);
        }
    }

    /// <summary>
    /// The segments of the path, decoded: also <c>%2F</c>, which does not end a segment. As in the server's path, dot segments are removed.
    /// </summary>
    public IReadOnlyList<string> Segments()
    {
        var kept = new List<string>();
        var isDirectory = false;
        foreach (var segment in Path.Split('/').Skip(1).Select(Decode))
        {
            isDirectory = segment is "." or "..";
            if (!isDirectory) kept.Add(segment);
            else if (segment == ".." && kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }

        if (isDirectory) kept.Add("");
        return kept;
    }

    private static string? ErrorIn(string escaped)
    {
        if (BytesOf(escaped) is not { } bytes) return $"has a % without two hexadecimal digits: '{Shown(escaped)}'. Write % itself as %25";

        return Utf8.IsValid(bytes) ? null : $"must be UTF-8, but '{Shown(escaped)}' stands for other bytes";
    }

    private static string Decode(string escaped) =>
        escaped.Contains('%', StringComparison.Ordinal) ? Encoding.UTF8.GetString(BytesOf(escaped) ?? []) : escaped;

    /// <summary>The bytes that a text with escapes stands for; null when an escape is not valid.</summary>
    private static byte[]? BytesOf(string escaped)
    {
        var bytes = Encoding.UTF8.GetBytes(escaped);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            if (value == '%')
            {
                var digits = bytes.AsSpan(i + 1, Math.Min(2, bytes.Length - i - 1));
                var isHex = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
                if (digits.Length < 2 || !isHex) return null;

                i += 2;
            }

            bytes[length++] = value;
        }

        return bytes[..length];
    }

    private static string Shown(string escaped) => escaped.Length <= MaxShown ? escaped : $"{escaped[..MaxShown]}…";
}
