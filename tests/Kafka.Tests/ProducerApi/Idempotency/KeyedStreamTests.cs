namespace Kafka.Tests.ProducerApi.Idempotency;

/// <summary>Streams whose lines have ids.</summary>
public sealed class KeyedStreamTests(KafkaCluster cluster) : IAsyncDisposable
{
    private readonly KeyedApi _instances = new(cluster);

    [Theory]
    [InlineData("""{"\ud83d":1,"name":"a","user":"U1","date":1,"duration":1}""")]
    [InlineData("""{"i\ud83d":1}""")]
    [InlineData("""{"\ude00":1,"id":"k"}""")]
    public async Task A_line_with_half_a_surrogate_pair_in_a_name_is_one_line_of_error(string line)
    {
        var api = _instances.Start();

        var lines = await api.StreamAsync(string.Join('\n', line, PageEvents.Json("b")));

        Assert.Equal(400, lines[0].GetProperty("status").GetInt32());
        Assert.True(lines[1].TryGetProperty("offset", out _));
    }

    [Fact]
    public async Task A_stream_that_is_sent_again_publishes_each_event_once_and_gets_the_first_receipts()
    {
        var api = _instances.Start();
        var lines = string.Join('\n', Enumerable.Range(0, 5_000).Select(i => KeyedRequestExtensions.Event($"id-{i}", $"{i % 100}")));

        var first = await api.StreamAsync(lines);
        var again = await api.StreamAsync(lines);

        Assert.All(first, receipt => Assert.True(receipt.TryGetProperty("offset", out _), $"{receipt}"));
        Assert.Equal(first.Select(receipt => $"{receipt}"), again.Select(receipt => $"{receipt}"));
        Assert.Equal(5_000, _instances.Names().Count);
    }

    [Fact]
    public async Task Events_with_the_same_name_keep_their_order()
    {
        var api = _instances.Start();
        var lines = string.Join('\n', Enumerable.Range(0, 10_000).Select(i => KeyedRequestExtensions.Event($"id-{i}", "a")));

        var offsets = (await api.StreamAsync(lines)).Select(receipt => receipt.GetProperty("offset").GetInt64()).ToList();

        Assert.Equal(10_000, offsets.Count);
        Assert.Equal(offsets.Order(), offsets);
    }

    [Fact]
    public async Task A_line_that_repeats_an_id_gets_the_receipt_of_the_first_and_with_another_event_422()
    {
        var api = _instances.Start();

        var responses = await api.StreamAsync(string.Join('\n',
            KeyedRequestExtensions.Event("1", "a"), KeyedRequestExtensions.Event("1", "a"), KeyedRequestExtensions.Event("1", "b"),
            PageEvents.Json("c"), KeyedRequestExtensions.Event("", "d"), $"{{\"id\":5,{PageEvents.Json("e")[1..]}"));

        Assert.Equal($"{responses[0]}", $"{responses[1]}");
        Assert.Equal([422, 0, 400, 400], responses.Skip(2).Select(response => response.TryGetProperty("status", out var status) ? status.GetInt32() : 0));
        Assert.True(responses[4].GetProperty("errors").TryGetProperty("id", out _));
        Assert.Equal(["a", "c"], _instances.Names().Order());
    }

    [Fact]
    public async Task A_stream_is_sent_again_after_its_connection_was_lost_in_the_middle()
    {
        var api = _instances.Start();
        var lines = Enumerable.Range(0, 2_000).Select(i => KeyedRequestExtensions.Event($"id-{i}", $"{i}") + "\n").ToList();
        using (var lost = await DuplexRequest.StartAsync(api.Address, "/events", "application/x-ndjson"))
        {
            await lost.SkipHeadersAsync();
            await lost.SendAsync(string.Concat(lines.Take(1_500)));
            Assert.Contains("offset", await lost.ReadLineAsync(), StringComparison.Ordinal);
        }

        var responses = await api.StreamAsync(string.Concat(lines));

        Assert.All(responses, response => Assert.True(response.TryGetProperty("offset", out _), $"{response}"));
        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => $"{i}").Order(), _instances.Names().Order());
    }

    public ValueTask DisposeAsync() => _instances.DisposeAsync();
}
