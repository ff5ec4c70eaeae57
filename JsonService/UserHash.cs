using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JsonService;

/// <summary>
/// Replaces a user by a keyed hash, HMAC-SHA-256 (RFC 2104). The same user has the same hash until the key changes. The key prevents a
/// reader of the hashes from hashing likely user names and comparing.
/// </summary>
internal sealed class UserHash(byte[] key)
{
    /// <summary>Returns the hash of a user as 43 characters of base64url.</summary>
    public string Of(string user)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(user), hash);
        return Base64Url.EncodeToString(hash);
    }
}
