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
        var time = Arrival.Now - TimeSpan.FromMinutes(59);
        var timestamp = Uri.EscapeDataString($"{time.ToOffset(TimeSpan.FromHours(2)):yyyy-MM-ddTHH:mm:ss.fffzzz}");

        var response = await api.PostAsync(
            $"/topics/{topic}/records?key=k%C3%A9&partition=2&timestamp={timestamp}&header=a:1&header=b:x:y&header=a:", value, "application/json");

        var receipt = await response.SuccessAsync();
        var record = Assert.Single(cluster.Read(topic, 1));
        Assert.Equal(2, record.Partition.Value);
        Assert.Equal([2, record.Offset.Value], [receipt.GetProperty("partition").GetInt32(), receipt.GetProperty("offset").GetInt64()]);
        Assert.Equal(value, record.Message.Value);
        Assert.Equal("ké", Encoding.UTF8.GetString(record.Message.Key));
        Assert.Equal(time.ToUnixTimeMilliseconds(), record.Message.Timestamp.UnixTimestampMs);
        Assert.Equal(
            ["a=1", "b=x:y", "a="],
            record.Message.Headers.Where(header => header.Key != "traceparent").Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));
    }

    [Theory]
    [InlineData(-61, null)]
    [InlineData(61, null)]
    [InlineData(-365 * 24 * 60, null)]
    [InlineData(-11, "00:10:00")]
    [InlineData(11, "00:10:00")]
    public async Task A_stated_time_far_from_the_clock_is_400_with_the_rule(int minutes, string? limit)
    {
        await using var api = RunningApi.Start(
            cluster, ("ProducerApi:TimestampBeforeMax", limit ?? "01:00:00"), ("ProducerApi:TimestampAfterMax", limit ?? "01:00:00"));
        var topic = cluster.NewTopic(partitions: 1);
        var timestamp = Arrival.Now.AddMinutes(minutes).ToUnixTimeMilliseconds();

        using var response = await api.PostAsync($"/topics/{topic}/records?timestamp={timestamp}", "{}");

        var error = Assert.Single((await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors());
        var rule = $"timestamp: must be at most {limit ?? "01:00:00"} before and {limit ?? "01:00:00"} after the clock of the service, ";
        Assert.StartsWith(rule, error, StringComparison.Ordinal);
        Assert.Empty(cluster.ReadToEnd(topic));
    }

    [Fact]
    public async Task A_receipt_has_the_time_of_the_broker_if_the_topic_says_so()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster's topics have no settings.");
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic(1, ("message.timestamp.type", "LogAppendTime"));
        var started = Arrival.Now;

        using var response = await api.PostAsync($"/topics/{topic}/records?timestamp={started.AddMinutes(-30).ToUnixTimeMilliseconds()}", "{}");

        Arrival.AssertSince(started, (await response.SuccessAsync()).GetProperty("timestamp").GetDateTimeOffset());
    }

    [Fact]
    public async Task Times_far_from_the_clock_can_be_allowed()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:TimestampBeforeMax", $"{TimeSpan.MaxValue}"));
        var topic = cluster.NewTopic(partitions: 1);

        using var response = await api.PostAsync($"/topics/{topic}/records?timestamp=1", "{}");
        using var early = await api.PostAsync($"/topics/{topic}/records?timestamp=0", "{}");

        Assert.Equal("1970-01-01T00:00:00.001Z", (await response.SuccessAsync()).GetProperty("timestamp").GetString());
        Assert.Equal(
            ["timestamp: must be after 1970-01-01T00:00:00Z"], (await early.ProblemAsync(HttpStatusCode.BadRequest)).Errors());
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
    [InlineData("timestamp=2026-05-04T12:00:00", "timestamp: must have an offset such as Z or +02:00")]
    [InlineData("timestamp=1969-12-31T23:59:59Z", "timestamp: must be after 1970-01-01T00:00:00Z")]
    [InlineData("header=a%00b:c", "header: must have a name without the character U+0000")]
    [InlineData("header=:c", "header: must be name:value, but is ':c'")]
    public async Task A_parameter_that_can_not_be_is_400(string query, string error)
    {
        await using var api = RunningApi.Start(cluster);

        using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records?{query}", "{}");

        Assert.Equal([error], (await response.ProblemAsync(HttpStatusCode.BadRequest)).Errors());
    }

    [Fact]
    public async Task Keys_and_headers_may_have_control_characters_and_JSON_may_have_half_of_a_surrogate_pair()
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();
        var value = """{"\ud83d":"\ude00"}""";

        await (await api.PostAsync($"/topics/{topic}/records?key=%00%0A&header=a%1B:%00", value)).SuccessAsync();

        var record = Assert.Single(cluster.Read(topic, 1));
        Assert.Equal(("\0\n", value), (Encoding.UTF8.GetString(record.Message.Key), Encoding.UTF8.GetString(record.Message.Value)));
        Assert.Equal("\0", Encoding.UTF8.GetString(record.Message.Headers.Single(header => header.Key == "a\u001b").GetValueBytes()));
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
