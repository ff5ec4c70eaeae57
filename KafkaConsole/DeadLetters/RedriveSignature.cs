using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace KafkaConsole.DeadLetters;

/// <summary>
/// Signs markers, so that a console recognises those of consoles with the same <see cref="ConsoleOptions.RedriveKey"/>: the header
/// <c>redriven.signature</c> has the HMAC-SHA-256 (RFC 2104) of the marker's key, a zero byte and the marker's value.
/// </summary>
internal sealed class RedriveSignature(IOptions<ConsoleOptions> options)
{
    /// <summary>The header of a marker that has its signature.</summary>
    public const string Header = "redriven.signature";

    private readonly byte[]? _secret = options.Value.RedriveKey is { Length: > 0 } key ? Encoding.UTF8.GetBytes(key) : null;

    /// <summary>Whether a key is configured. Without one, no marker is recognised.</summary>
    public bool HasKey => _secret is not null;

    /// <summary>Signs a marker.</summary>
    public byte[] Of(byte[] markerKey, byte[] value) => HMACSHA256.HashData(
        _secret ?? throw new InvalidOperationException($"{ConsoleOptions.Section}:{nameof(ConsoleOptions.RedriveKey)} is missing."),
        (byte[])[.. markerKey, 0, .. value]);

    /// <summary>Whether a console with this key wrote the record as a marker.</summary>
    public bool IsValid(Message<byte[], byte[]> record) =>
        HasKey
        && record is { Key: { } markerKey, Value: { } value }
        && SignatureOf(record) is { } signature
        && CryptographicOperations.FixedTimeEquals(signature, Of(markerKey, value));

    private static byte[]? SignatureOf(Message<byte[], byte[]> record) =>
        record.Headers?.TryGetLastBytes(Header, out var signature) is true ? signature : null;
}
