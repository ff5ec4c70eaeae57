using System.Text;
using ProducerApi.Idempotency;

namespace Kafka.Tests.ProducerApi.Idempotency;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData(" \"a\" ", "a")]
    [InlineData("\"a b, c; d\"", "a b, c; d")]
    [InlineData("\"a\\\"b\\\\c\"", "a\"b\\c")]
    [InlineData("\"a\";version=1; x;y=\"z\"", "a")]
    [InlineData("order/17:a=b", "order/17:a=b")]
    public void A_string_and_a_bare_text_are_keys(string field, string key)
    {
        Assert.Empty(IdempotencyKey.Parse(field).ValidationErrors);
        Assert.Equal(key, IdempotencyKey.Parse(field).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"a")]
    [InlineData("a\"")]
    [InlineData("\"a\\b\"")]
    [InlineData("\"a\" b")]
    [InlineData("a b")]
    [InlineData("a, b")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("a;b=1")]
    [InlineData("ä")]
    [InlineData("\"ä\"")]
    [InlineData("\"a\tb\"")]
    public void Anything_else_is_an_error(string field)
    {
        Assert.Null(IdempotencyKey.Parse(field).Value);
        Assert.Equal("Idempotency-Key", Assert.Single(IdempotencyKey.Parse(field).ValidationErrors).Member);
    }

    [Fact]
    public void A_key_has_at_most_255_characters()
    {
        Assert.NotNull(IdempotencyKey.Parse(new('a', 255)).Value);
        Assert.Null(IdempotencyKey.Parse(new('a', 256)).Value);
        Assert.NotNull(IdempotencyKey.Parse($"\"{new string('a', 255)}\"").Value);
        Assert.Null(IdempotencyKey.Parse($"\"{new string('a', 256)}\"").Value);
    }

    [Theory]
    [InlineData("""{"id":"a","name":"P1"}""", "a")]
    [InlineData("""{"x":{"id":"b"},"y":[{"id":"c"}],"\u0069d":"\u0061"}""", "a")]
    [InlineData("""{"x":{"id":"b"}}""", null)]
    [InlineData("""{"name":"id"}""", null)]
    [InlineData("""["id"]""", null)]
    [InlineData("""{"id":""", null)]
    public void The_id_of_an_event_is_its_member_id(string json, string? id) => Assert.Equal((id, null), PageEventId.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":{}}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":"ä"}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"id":"a","id":"a"}""")]
    public void An_id_that_is_no_key_is_an_error(string json)
    {
        var (id, error) = PageEventId.Read(Encoding.UTF8.GetBytes(json));

        Assert.Null(id);
        Assert.Equal("id", error?.Member);
    }
}
