using System.Security.Cryptography;
using System.Text;

namespace ProducerApi.Security;

/// <summary>The API key that clients must send, if one is configured.</summary>
internal sealed class ApiKey(string? key)
{
    public const string Header = "X-Api-Key";

    private readonly byte[]? _hash = string.IsNullOrEmpty(key) ? null : Hash(key);

    /// <summary>Whether a key is configured.</summary>
    public bool IsRequired => _hash is not null;

    /// <summary>Whether the request has the right key. Compares in constant time, to prevent timing attacks.</summary>
    public bool IsIn(HttpRequest request) =>
        _hash is not null && CryptographicOperations.FixedTimeEquals(_hash, Hash(request.Headers[Header].ToString()));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
