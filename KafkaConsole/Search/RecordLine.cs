using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;

namespace KafkaConsole.Search;

/// <summary>
/// Writes records as lines of JSON, so that each can be read back byte for byte: a value that is a JSON object or array as it is, without
/// its line breaks; other text as a string; bytes that are not UTF-8 in Base64 under another name.
/// </summary>
internal static class RecordLine
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no browser reads it as HTML
        SkipValidation = true,
    };

    /// <summary>Writes a record and a line feed.</summary>
    public static void Write(IBufferWriter<byte> output, ConsumeResult<byte[], byte[]> record)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("topic", record.Topic);
            json.WriteNumber("partition", record.Partition.Value);
            json.WriteNumber("offset", record.Offset.Value);
            if (record.Message.Timestamp.Type is TimestampType.NotAvailable) json.WriteNull("timestamp");
            else json.WriteNumber("timestamp", record.Message.Timestamp.UnixTimestampMs);
            WriteText(json, "key", record.Message.Key);
            WriteValue(json, record.Message.Value);
            WriteHeaders(json, record.Message.Headers);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes the error that ends the lines early.</summary>
    public static void WriteError(IBufferWriter<byte> output, string error)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("error", error);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteValue(Utf8JsonWriter json, byte[]? value)
    {
        if (value is null || !IsObjectOrArray(value))
        {
            WriteText(json, "value", value);
            return;
        }

        json.WritePropertyName("value");
        // A JSON string has no line break, so what is left between the tokens is white space.
        var isOneLine = value.AsSpan().IndexOfAny((byte)'\r', (byte)'\n') < 0;
        json.WriteRawValue(
            isOneLine ? value : [.. value.Where(character => character is not ((byte)'\r' or (byte)'\n'))], skipInputValidation: true);
    }

    private static bool IsObjectOrArray(byte[] value)
    {
        if (value.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..] || !Utf8.IsValid(value)) return false;

        try
        {
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteHeaders(Utf8JsonWriter json, Headers? headers)
    {
        json.WriteStartArray("headers");
        foreach (var header in headers ?? [])
        {
            json.WriteStartObject();
            json.WriteString("name", header.Key);
            WriteText(json, "value", header.GetValueBytes());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is null) json.WriteNull(name);
        else if (Utf8.IsValid(bytes)) json.WriteString(name, bytes);
        else json.WriteBase64String($"{name}Base64", bytes);
    }
}
