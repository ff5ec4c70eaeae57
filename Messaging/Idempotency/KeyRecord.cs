using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messaging.Idempotency;

/// <summary>
/// The value of a record on the topic <c>idempotency-keys</c>: which record was published under a key, where it is, and since when the
/// key is used. The key of the record is the idempotency key.
/// </summary>
/// <param name="Fingerprint">The <see cref="Idempotency.Fingerprint"/> of the record, 32 hexadecimal digits.</param>
/// <param name="Receipt">Where the record is.</param>
/// <param name="PublishedAt">When the record was published, by the clock of the instance that published it.</param>
internal sealed record KeyRecord(string Fingerprint, Receipt Receipt, DateTimeOffset PublishedAt)
{
    public static KeyRecord Of(RememberedKey key) => new(key.Fingerprint.ToString("x32", null), key.Receipt, key.PublishedAt);

    /// <exception cref="FormatException">The fingerprint has not 32 hexadecimal digits.</exception>
    public RememberedKey ToRememberedKey() =>
        new(UInt128.Parse(Fingerprint, System.Globalization.NumberStyles.AllowHexSpecifier, null), Receipt, PublishedAt);

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, KeyRecordJson.Default.KeyRecord);

    /// <exception cref="JsonException">The value is not the JSON of a <see cref="KeyRecord"/>.</exception>
    public static KeyRecord Decode(byte[]? value) =>
        JsonSerializer.Deserialize(value, KeyRecordJson.Default.KeyRecord) ?? throw new JsonException("The value is null.");
}

/// <summary>The JSON format of the topic <c>idempotency-keys</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeyRecord))]
internal sealed partial class KeyRecordJson : JsonSerializerContext;
