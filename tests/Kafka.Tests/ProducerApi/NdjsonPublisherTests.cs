using System.Text;
using System.Text.Json;

namespace Kafka.Tests.ProducerApi;

public sealed class NdjsonPublisherTests(KafkaCluster cluster)
{
    private const string ContentType = "application/x-ndjson";

    [Fact]
    public async Task Each_line_has_its_answer_in_order_and_a_bad_line_ends_nothing()
    {
        await using var api = RunningApi.Start(cluster);
        var lines = PageEvents.Numbered(1000).ToList();
        lines[500] = """{"name":"bad","user":7}""";

        var responses = await api.StreamAsync(string.Join('\n', lines));

        Assert.Equal(1000, responses.Count);
        Assert.Equal(501, responses[500].GetProperty("line").GetInt64());
        Assert.Equal(400, responses[500].GetProperty("status").GetInt32());
        Assert.Equal(["user: must be text", "date: is missing", "duration: is missing"], responses[500].Errors());
        AssertReceiptsNameTheirRecords(api.Topic, responses, [.. Enumerable.Range(0, 1000).Where(number => number != 500).Select(number => $"{number}")]);
    }

    [Fact]
    public async Task Lines_end_with_LF_CRLF_or_the_stream_and_blank_ones_are_only_counted()
    {
        await using var api = RunningApi.Start(cluster);

        var responses = await api.StreamAsync($"\n{PageEvents.Json("a")}\r\n \t\r\n\r\nx\n{PageEvents.Json("b")}");

        Assert.Equal(3, responses.Count);
        Assert.Equal(5, responses[1].GetProperty("line").GetInt64());
        AssertReceiptsNameTheirRecords(api.Topic, responses, ["a", "b"]);
    }

    [Fact]
    public async Task A_line_that_is_too_long_has_an_error_and_the_next_one_a_receipt()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxRecordBytes", "1000"));

        var responses = await api.StreamAsync($"{new string('x', 5_000_000)}\n{PageEvents.Json("a")}\n{new string('x', 1001)}");

        Assert.Equal([413, 413], [responses[0].GetProperty("status").GetInt32(), responses[2].GetProperty("status").GetInt32()]);
        AssertReceiptsNameTheirRecords(api.Topic, responses, ["a"]);
    }

    [Fact]
    public async Task An_empty_stream_has_an_empty_answer()
    {
        await using var api = RunningApi.Start(cluster);

        Assert.Empty(await api.StreamAsync(""));
    }

    [Fact]
    public async Task A_receipt_comes_while_the_request_is_still_being_sent()
    {
        await using var api = RunningApi.Start(cluster);
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", ContentType);
        await request.SkipHeadersAsync(); // the service sends them before it has read a line

        foreach (var name in new[] { "a", "b", "c" })
        {
            await request.SendAsync(PageEvents.Json(name) + "\n");
            Assert.Contains("offset", await request.ReadLineAsync(), StringComparison.Ordinal);
        }

        await request.EndAsync();
        Assert.Null(await request.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_receipts_stops_the_reading_until_it_does()
    {
        const int Lines = 200_000;
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxInFlightLines", "100"));
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", ContentType);
        var sending = SendAsync();

        long published = -1;
        await Eventually.TrueAsync(() => published == (published = Published()) && published > 0, "the service does not read on");
        Assert.False(sending.IsCompleted);
        Assert.InRange(published, 1, Lines / 2);

        await request.SkipHeadersAsync();
        var receipts = 0;
        while (await request.ReadLineAsync() is { } line)
        {
            Assert.Contains("offset", line, StringComparison.Ordinal);
            receipts++;
        }

        await sending;
        Assert.Equal(Lines, receipts);
        Assert.Equal(Lines, Published());

        async Task SendAsync()
        {
            foreach (var lines in PageEvents.Numbered(Lines).Chunk(500)) await request.SendAsync(string.Join('\n', lines) + "\n");
            await request.EndAsync();
        }

        long Published() => TopicEnd.Count(cluster, api.Topic);
    }

    [Fact]
    public async Task A_client_that_leaves_its_answers_unread_for_too_long_is_cut_off()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxInFlightLines", "100"), ("ProducerApi:SlowClientTimeout", "00:00:00.500"));
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", ContentType);
        var lines = string.Concat(PageEvents.Numbered(500).Select(line => line + "\n"));

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (!TestContext.Current.CancellationToken.IsCancellationRequested) await request.SendAsync(lines);
        });
    }

    [Fact]
    public async Task A_hundred_thousand_lines_few_in_flight_have_their_receipts_in_order()
    {
        const int Lines = 100_000;
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxInFlightLines", "100"));
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", ContentType);
        await request.SkipHeadersAsync();
        var offsets = new Dictionary<int, long>();
        var sending = SendAsync();
        for (var number = 0; number < Lines; number++)
        {
            var receipt = JsonSerializer.Deserialize<JsonElement>((await request.ReadLineAsync())!);
            var (partition, offset) = (receipt.GetProperty("partition").GetInt32(), receipt.GetProperty("offset").GetInt64());
            Assert.Equal(offsets.GetValueOrDefault(partition, -1) + 1, offset);
            offsets[partition] = offset;
        }

        await sending;
        Assert.Null(await request.ReadLineAsync());

        async Task SendAsync()
        {
            foreach (var lines in PageEvents.Numbered(Lines).Chunk(500)) await request.SendAsync(string.Join('\n', lines) + "\n");
            await request.EndAsync();
        }
    }

    [Fact]
    public async Task When_the_host_stops_the_stream_ends_after_the_receipts_of_what_was_read()
    {
        await using var api = RunningApi.Start(cluster);
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", ContentType);
        await request.SkipHeadersAsync();
        await request.SendAsync(PageEvents.Json("a") + "\n");
        Assert.Contains("offset", await request.ReadLineAsync(), StringComparison.Ordinal);

        api.StopApplication();

        Assert.Null(await request.ReadLineAsync());
    }

    [Fact]
    public async Task When_the_client_hangs_up_the_service_goes_on()
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxConcurrentRequests", "1"));
        using (var request = await DuplexRequest.StartAsync(api.Address, "/events", ContentType))
        {
            await request.SkipHeadersAsync();
            await request.SendAsync(PageEvents.Json("a") + "\n");
            await request.ReadLineAsync();
        }

        await Eventually.TrueAsync(
            async () => (await api.PostAsync("/events", PageEvents.Json("b"))).IsSuccessStatusCode, "the stream has given its place back");
    }

    private void AssertReceiptsNameTheirRecords(string topic, IEnumerable<JsonElement> responses, IReadOnlyList<string> names)
    {
        var log = cluster.Read(topic, names.Count).ToDictionary(
            record => (record.Partition.Value, record.Offset.Value), record => Encoding.UTF8.GetString(record.Message.Key));
        var receipts = responses.Where(response => response.TryGetProperty("offset", out _)).ToList();
        Assert.Equal(names, receipts.Select(receipt => log[(receipt.GetProperty("partition").GetInt32(), receipt.GetProperty("offset").GetInt64())]));
    }
}
