using System.Globalization;
using System.Text;
using System.Text.Json;
using Contracts;
using ServiceDefaults.Http;

namespace Kafka.Tests.Contracts;

/// <summary>Each form is read the same as a member of an event and as a parameter of a URL.</summary>
public sealed class InstantTests
{
    [Theory]
    [InlineData("2026-05-04T12:00:00Z", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-04t12:00:00z", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-04 12:00:00Z", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-04T14:00:00+02:00", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-04T06:15:00-05:45", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-05T11:59:00+23:59", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-04T12:00:00-00:00", "2026-05-04T12:00:00.0000000")]
    [InlineData("2026-05-04T12:00:00.5Z", "2026-05-04T12:00:00.5000000")]
    [InlineData("2026-05-04T12:00:00.1234567Z", "2026-05-04T12:00:00.1234567")]
    [InlineData("2026-05-04T12:00:00.12345678999999999999Z", "2026-05-04T12:00:00.1234567")]
    [InlineData("2028-02-29T00:00:00Z", "2028-02-29T00:00:00.0000000")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000")]
    [InlineData("2016-12-31T15:59:60.25-08:00", "2017-01-01T00:00:00.2500000")]
    [InlineData("0000-12-31T23:30:00-01:00", "0001-01-01T00:30:00.0000000")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999")]
    [InlineData("1777896000000", "2026-05-04T12:00:00.0000000")]
    [InlineData("1777896000000.0", "2026-05-04T12:00:00.0000000")]
    [InlineData("1.777896e12", "2026-05-04T12:00:00.0000000")]
    [InlineData("-1", "1969-12-31T23:59:59.9990000")]
    public void All_forms_of_RFC_3339_and_milliseconds_are_instants(string text, string utc)
    {
        var expected = DateTimeOffset.ParseExact(utc, "yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

        Assert.Null(InstantParameter.Parse(text, out var parameter));
        Assert.Equal(expected, parameter);
        Assert.Equal(TimeSpan.Zero, parameter.Offset);
        Assert.Equal(expected, FromJson(text));
    }

    [Theory]
    [InlineData("2026-05-04T12:00:00")]
    [InlineData("2026-05-04 12:00:00")]
    [InlineData("2026-05-04T12:00:00.123")]
    public void A_time_without_an_offset_is_refused_with_that_reason(string text)
    {
        Assert.Equal("must have an offset such as Z or +02:00", InstantParameter.Parse(text, out _));
        Assert.Equal("must have an offset such as Z or +02:00", Assert.Throws<JsonException>(() => FromJson(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("noon")]
    [InlineData("2026-05-04")]
    [InlineData("2026-05-04Z")]
    [InlineData("2026-05-04T12Z")]
    [InlineData("2026-05-04T12:00Z")]
    [InlineData("2026-05-04T24:00:00Z")]
    [InlineData("2026-05-04T12:60:00Z")]
    [InlineData("2026-05-04T12:00:61Z")]
    [InlineData("2026-05-04T12:00:60Z")]
    [InlineData("2026-05-04T23:59:60Z")]
    [InlineData("2026-05-04T12:00:00.Z")]
    [InlineData("2026-05-04T12:00:00,5Z")]
    [InlineData("2026-05-04T12:00:00+02")]
    [InlineData("2026-05-04T12:00:00+0200")]
    [InlineData("2026-05-04T12:00:00+24:00")]
    [InlineData("2026-05-04T12:00:00+02:60")]
    [InlineData("2026-05-04T12:00:00 02:00")]
    [InlineData("2026-05-04T12:00:00\u221202:00")] // a minus sign, but not that of RFC 3339
    [InlineData("2026-05-04T12:00:00Z ")]
    [InlineData("2026-05-04T12:00:00 Z")]
    [InlineData("2026-05-04_12:00:00Z")]
    [InlineData("2026-00-04T12:00:00Z")]
    [InlineData("2026-13-04T12:00:00Z")]
    [InlineData("2026-05-00T12:00:00Z")]
    [InlineData("2026-02-29T12:00:00Z")]
    [InlineData("1900-02-29T12:00:00Z")]
    [InlineData("26-05-04T12:00:00Z")]
    [InlineData("02026-05-04T12:00:00Z")]
    [InlineData("+2026-05-04T12:00:00Z")]
    [InlineData("٢٠٢٦-٠٥-٠٤T12:00:00Z")]
    [InlineData("20260504T120000Z")]
    [InlineData("Mon, 04 May 2026 12:00:00 GMT")]
    public void What_is_not_RFC_3339_is_refused(string text)
    {
        Assert.StartsWith("must be an RFC 3339 time", InstantParameter.Parse(text, out _), StringComparison.Ordinal);
        Assert.StartsWith("must be an RFC 3339 time", Assert.Throws<JsonException>(() => FromJson(text)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000-06-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("-62135596800001")]
    [InlineData("253402300800000")]
    public void What_is_outside_of_the_calendar_is_refused_with_that_reason(string text)
    {
        Assert.Equal("must be in the years 1 to 9999 of UTC", InstantParameter.Parse(text, out _));
        Assert.Equal("must be in the years 1 to 9999 of UTC", Assert.Throws<JsonException>(() => FromJson(text)).Message);
    }

    [Fact]
    public void Escapes_in_JSON_are_decoded() =>
        Assert.Equal(PageEvents.Noon, JsonSerializer.Deserialize("\"2026-05-04\\u005412:00:00\\u005a\"", ContractsJson.Default.DateTimeOffset));

    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("1.5")]
    [InlineData("1e400")]
    [InlineData("\"1777896000000\"")] // milliseconds are a number
    [InlineData("\"\\ud83d\"")]
    public void Other_JSON_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, ContractsJson.Default.DateTimeOffset));

    /// <summary>Reads the text as JSON: as a number if it is one, otherwise as a string.</summary>
    private static DateTimeOffset FromJson(string text)
    {
        var json = JsonInteger.TryParse(Encoding.UTF8.GetBytes(text), out _) ? text : $"\"{JsonEncodedText.Encode(text)}\"";
        return JsonSerializer.Deserialize(json, ContractsJson.Default.DateTimeOffset);
    }
}
