using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JsonService;

/// <summary>
/// Replaces a user by a keyed hash, HMAC-SHA-256 (RFC 2104): the same user has the same hash for as long as the key lives, and without
/// the key nobody can go through likely users to find the one behind a hash.
/// </summary>
internal sealed class UserHash(byte[] key)
{
    /// <summary>The hash of a user as 43 characters of base64url.</summary>
    public string Of(string user)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(user), hash);
        return Base64Url.EncodeToString(hash);
    }
}
