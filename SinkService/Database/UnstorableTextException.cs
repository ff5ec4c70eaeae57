using System.Data.Common;
using System.Text;

namespace SinkService.Database;

/// <summary>
/// A text can't be stored, because it has half of a surrogate pair and so no form in UTF-8. Npgsql would close the connection, and
/// Microsoft.Data.Sqlite would store another text.
/// </summary>
internal sealed class UnstorableTextException(Exception cause)
    : DbException("The text is not valid Unicode: it has half of a surrogate pair, which can't be stored.", cause)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the text.</summary>
    /// <exception cref="UnstorableTextException">The text is not valid Unicode.</exception>
    public static string Verify(string text)
    {
        try
        {
            Strict.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new UnstorableTextException(e);
        }
    }
}
