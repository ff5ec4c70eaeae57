using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Kafka.Tests.ProducerApi.Bodies;

public sealed class ContentCodingTests(KafkaCluster cluster)
{
    private const string Ndjson = "application/x-ndjson";

    public static TheoryData<string> Codings => ["gzip", "x-gzip", "GZIP", "deflate", "br", "zstd"];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_record_is_what_was_encoded(string coding)
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();

        using var response = await api.PostAsync($"/topics/{topic}/records", Encode(coding, "hello\n"), "text/plain", $"identity, {coding}");

        await response.SuccessAsync();
        Assert.Equal("hello\n", Assert.Single(cluster.ReadValues(topic, 1)));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_line_that_is_flushed_has_its_receipt_while_the_client_still_sends(string coding)
    {
        await using var api = RunningApi.Start(cluster);
        using var request = await DuplexRequest.StartAsync(api.Address, "/events", Ndjson, coding);
        await request.SkipHeadersAsync();
        var sent = new MemoryStream();
        var encoder = EncoderOf(coding, sent);

        foreach (var name in new[] { "a", "b", "c" })
        {
            encoder.Write(Encoding.UTF8.GetBytes(PageEvents.Json(name) + "\n"));
            encoder.Flush();
            await request.SendAsync(Taken(sent));
            Assert.Contains("offset", await request.ReadLineAsync(), StringComparison.Ordinal);
        }

        encoder.Dispose();
        await request.SendAsync(Taken(sent));
        await request.EndAsync();
        Assert.Null(await request.ReadLineAsync());
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_that_is_cut_off_damaged_empty_or_continues_is_400(string coding)
    {
        await using var api = RunningApi.Start(cluster);
        var topic = cluster.NewTopic();
        var whole = Encode(coding, string.Concat(Enumerable.Range(0, 1000).Select(number => $"{number * 7919 % 1000} ")));
        var damaged = (byte[])whole.Clone();
        damaged.AsSpan(whole.Length / 2, 8).Fill(0x55);

        Assert.Contains("ends within", await DetailAsync(whole[..^1]), StringComparison.Ordinal);
        Assert.Contains("ends within", await DetailAsync(whole[..(whole.Length / 2)]), StringComparison.Ordinal);
        Assert.Contains("ends within", await DetailAsync([]), StringComparison.Ordinal);
        Assert.Matches("not valid|ends within", await DetailAsync(damaged));
        Assert.Matches("continues|not valid", await DetailAsync([.. whole, 1, 2, 3]));
        Assert.Matches("continues|not valid", await DetailAsync([.. whole, .. new byte[100_000]]));
        Assert.Empty(cluster.ReadToEnd(topic));

        async Task<string> DetailAsync(byte[] body)
        {
            using var response = await api.PostAsync($"/topics/{topic}/records", body, "text/plain", coding);
            return (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString()!;
        }
    }

    [Theory]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_second_piece_of_data_is_not_lost_silently(string coding)
    {
        await using var api = RunningApi.Start(cluster);
        var lines = Encode(coding, PageEvents.Json("a") + "\n");

        var responses = await StreamAsync(api, [.. lines, .. lines], coding);

        Assert.Equal([200, 400], responses.Select(StatusOf));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Members_and_frames_in_a_row_are_one_stream(string coding)
    {
        await using var api = RunningApi.Start(cluster);
        var lines = Encode(coding, PageEvents.Json("a") + "\n");

        var responses = await StreamAsync(api, [.. lines, .. lines, .. lines], coding);

        Assert.Equal([200, 200, 200], responses.Select(StatusOf));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_stream_that_breaks_has_receipts_up_to_there_and_one_line_of_error(string coding)
    {
        await using var api = RunningApi.Start(cluster);
        var sent = new MemoryStream();
        using var encoder = EncoderOf(coding, sent);
        encoder.Write(Encoding.UTF8.GetBytes(PageEvents.Json("a") + "\n"));
        encoder.Flush();

        var responses = await StreamAsync(api, Taken(sent), coding);

        Assert.Equal([200, 400], responses.Select(StatusOf));
        Assert.Equal(2, responses[1].GetProperty("line").GetInt64());
        Assert.Contains("ends within", responses[1].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_small_body_that_decodes_to_much_is_413(string coding)
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxRecordBytes", "10000"), ("ProducerApi:MaxDiscardedBytes", "200000"));
        var bomb = Encode(coding, new string('x', 10_000_000));
        Assert.InRange(bomb.Length, 1, 100_000);

        using var record = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", bomb, "text/plain", coding);
        var responses = await StreamAsync(api, bomb, coding);

        await record.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(413, StatusOf(Assert.Single(responses)));
        Assert.Contains("200000", responses[0].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task Blank_lines_without_end_end_the_stream_with_413(string coding)
    {
        await using var api = RunningApi.Start(cluster, ("ProducerApi:MaxRecordBytes", "100000"), ("ProducerApi:MaxDiscardedBytes", "200000"));
        var blank = new string('\n', 150_000);
        var bomb = Encode(coding, $"{blank}{PageEvents.Json("a")}\n{blank}{PageEvents.Json("b")}\n{blank}{blank}{PageEvents.Json("c")}\n");

        var responses = await StreamAsync(api, bomb, coding);

        Assert.Equal([200, 200, 413], responses.Select(StatusOf));
        Assert.Contains("blank lines", responses[2].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("aes128gcm")]
    [InlineData("gzip, br")]
    [InlineData("*")]
    public async Task Another_coding_is_415_and_the_response_lists_those_that_are_decoded(string coding)
    {
        await using var api = RunningApi.Start(cluster);

        using var record = await api.PostAsync($"/topics/{api.Topic}/records", "x"u8.ToArray(), "text/plain", coding);
        using var stream = await api.PostAsync("/events", "x"u8.ToArray(), Ndjson, coding);

        foreach (var response in new[] { record, stream })
        {
            await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
            Assert.Equal("gzip, deflate, br, zstd", string.Join(", ", response.Headers.GetValues("Accept-Encoding")));
        }
    }

    [Fact]
    public async Task A_window_of_zstd_may_have_8_MB_and_not_more()
    {
        await using var api = RunningApi.Start(cluster);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(windowLog: 23));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(windowLog: 24));

        async Task<HttpStatusCode> StatusAsync(int windowLog)
        {
            var sent = new MemoryStream();
            using (var encoder = new CompressionStream(sent))
            {
                encoder.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, windowLog);
                encoder.Write("hello"u8);
                encoder.Flush(); // before the encoder knows the size, for which a small window would do
            }

            using var response = await api.PostAsync($"/topics/{cluster.NewTopic()}/records", sent.ToArray(), "text/plain", "zstd");
            if (response.StatusCode is HttpStatusCode.BadRequest)
            {
                var problem = await response.ProblemAsync(HttpStatusCode.BadRequest);
                Assert.Contains("window of more than 8 MiB", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }

            return response.StatusCode;
        }
    }

    private static byte[] Encode(string coding, string text)
    {
        var encoded = new MemoryStream();
        using (var encoder = EncoderOf(coding, encoded)) encoder.Write(Encoding.UTF8.GetBytes(text));
        return encoded.ToArray();
    }

    private static Stream EncoderOf(string coding, Stream output) => coding switch
    {
        "deflate" => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
        "zstd" => Zstd(output),
        _ => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
    };

    private static CompressionStream Zstd(Stream output)
    {
        var encoder = new CompressionStream(output, leaveOpen: true);
        encoder.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return encoder;
    }

    private static byte[] Taken(MemoryStream sent)
    {
        var bytes = sent.ToArray();
        sent.SetLength(0);
        return bytes;
    }

    private static async Task<IReadOnlyList<JsonElement>> StreamAsync(RunningApi api, byte[] body, string coding)
    {
        using var response = await api.PostAsync("/events", body, Ndjson, coding);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static int StatusOf(JsonElement line) => line.TryGetProperty("status", out var status) ? status.GetInt32() : 200;
}
