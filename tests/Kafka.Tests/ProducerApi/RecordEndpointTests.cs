using System.Net;
using System.Text;

namespace Kafka.Tests.ProducerApi;

public sealed class RecordEndpointTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_JSON_value_is_published_byte_for_byte_with_key_time_and_headers()
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();
        var value = "  { \"a\" : [1, null, \"é\"] }\n"u8.ToArray();

        var response = await api.PostAsync(
            $"/topics/{topic}/records?key=k%C3%A9&partition=2&timestamp=2026-05-04T14:00:00%2B02:00&header=a:1&header=b:x:y&header=a:", value, "application/json");

        var receipt = await response.SuccessAsync();
        var record = Assert.Single(cluster.Read(topic, 1));
        Assert.Equal(2, record.Partition.Value);
        Assert.Equal([2, record.Offset.Value], [receipt.GetProperty("partition").GetInt32(), receipt.GetProperty("offset").GetInt64()]);
        Assert.Equal(value, record.Message.Value);
        Assert.Equal("ké", Encoding.UTF8.GetString(record.Message.Key));
        Assert.Equal(PageEvents.Noon.ToUnixTimeMilliseconds(), record.Message.Timestamp.UnixTimestampMs);
        Assert.Equal(
            ["a=1", "b=x:y", "a="],
            record.Message.Headers.Where(header => header.Key != "traceparent").Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
    }

    [Fact]
    public async Task Text_is_kept_as_it_is_and_a_record_needs_neither_key_nor_time()
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();

        var receipt = await (await api.PostAsync($"/topics/{topic}/records", "{ not JSON", "text/plain; charset=utf-8")).SuccessAsync();

        var record = Assert.Single(cluster.Read(topic, 1));
        Assert.Equal("{ not JSON", Encoding.UTF8.GetString(record.Message.Value));
        Assert.Null(record.Message.Key);
        Assert.Equal(record.Message.Timestamp.UnixTimestampMs, receipt.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync(
            $"/topics/{cluster.NewTopic()}/records?key=a&key=b&partition=-1&timestamp=noon&header=x&partiton=1", "{\"a\":}");

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(["$", "header", "key", "partition", "partiton", "timestamp"], problem.GetProperty("errors").EnumerateObject().Select(member => member.Name).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("nul")]
    public async Task What_is_not_one_JSON_value_is_400(string json)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", json);

        Assert.StartsWith("$: is not JSON", Assert.Single((await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("application/json; charset=\"UTF-8\"", HttpStatusCode.OK)]
    [InlineData("APPLICATION/JSON", HttpStatusCode.OK)]
    [InlineData("application/ld+json", HttpStatusCode.OK)]
    [InlineData("text/csv", HttpStatusCode.OK)]
    [InlineData("text/plain; charset=us-ascii", HttpStatusCode.OK)]
    [InlineData("application/octet-stream", HttpStatusCode.OK)]
    [InlineData("application/vnd.kafka.json.v2+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/vnd.api+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/cloudevents+json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/cloudevents-batch+json; charset=utf-8", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=iso-8859-1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/plain; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("image/svg+xml", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-ndjson", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_type_that_means_its_JSON_its_text_or_its_bytes_is_taken_and_nothing_else(string? contentType, HttpStatusCode status)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", "{}"u8.ToArray(), contentType);

        Assert.Equal(status, response.StatusCode);
        if (!response.IsSuccessStatusCode) await response.ProblemAsync(status);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task JSON_or_text_that_is_not_UTF_8_is_400(string contentType)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", [(byte)'"', 0xFF, (byte)'"'], contentType);

        Assert.Equal(["$: is not UTF-8"], (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors());
    }

    [Theory]
    [InlineData(64, HttpStatusCode.OK)]
    [InlineData(65, HttpStatusCode.BadRequest)]
    public async Task JSON_may_have_64_levels_and_more_are_not_called_a_syntax_error(int levels, HttpStatusCode status)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", new string('[', levels) + new string(']', levels));

        Assert.Equal(status, response.StatusCode);
        if (!response.IsSuccessStatusCode)
        {
            Assert.Equal(["$: must not be nested deeper than 64 levels"], (await response.ProblemAsync(status)).Errors());
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0xFF, 0xD8, 10 })]
    [InlineData(new byte[0])]
    public async Task Bytes_are_kept_as_they_are_and_none_are_an_empty_value(byte[] value)
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();

        await (await api.PostAsync($"/topics/{topic}/records?key=k", value, "application/octet-stream")).SuccessAsync();

        Assert.Equal(value, Assert.Single(cluster.Read(topic, 1)).Message.Value);
    }

    [Fact]
    public async Task A_topic_whose_records_have_a_declared_format_takes_no_bytes_wherever_it_really_is()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{api.Topic}/records", [0], "application/octet-stream");

        await response.ProblemAsync(HttpStatusCode.Forbidden);
        Assert.Empty(cluster.ReadToEnd(api.Topic));
    }

    [Fact]
    public async Task A_topic_that_is_not_allowed_is_403_and_one_that_can_not_be_400()
    {
        await using var api = RunningApi.Start(cluster);

        using var denied = await api.PostAsync("/topics/orders.group.dead/records", "{}");
        using var invalid = await api.PostAsync("/topics/a%20b/records", "{}");

        await denied.ProblemAsync(HttpStatusCode.Forbidden);
        await invalid.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_partition_that_the_cluster_does_not_have_is_404()
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic(partitions: 2)}/records?partition=2", "{}");

        await response.ProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_record_that_the_cluster_finds_too_large_is_413()
    {
        await using var api = RunningApi.Start(cluster, ("Aspire:Confluent:Kafka:Producer:Config:MessageMaxBytes", "1000"));

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", new string('x', 2000), "text/plain");

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }
}
