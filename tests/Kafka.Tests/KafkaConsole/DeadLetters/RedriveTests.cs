using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using KafkaConsole.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.KafkaConsole.DeadLetters;

[Collection(nameof(Redrive))]
public sealed class RedriveTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_dead_letter_shows_its_source_and_its_cause()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(1, "poison");
        await using var host = await RunningConsole.StartAsync(cluster);

        var letter = Assert.Single((await host.GetAsync(box.Path)).GetProperty("records").EnumerateArray());
        var cause = letter.GetProperty("cause");

        Assert.Equal("poison", letter.GetProperty("record").GetProperty("value").GetProperty("text").GetString());
        Assert.Equal((box.Source, 1, 100), PlaceIn(cause));
        Assert.Equal(("failed", 3), (cause.GetProperty("reason").GetString(), cause.GetProperty("attempts").GetInt32()));
        Assert.Equal("System.InvalidOperationException", cause.GetProperty("exception").GetString());
        Assert.Equal("no luck", cause.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, letter.GetProperty("redrivenTo").ValueKind);
    }

    [Fact]
    public async Task A_redriven_record_is_as_it_was_but_for_the_time_of_its_arrival()
    {
        var box = new DeadLetterBox(cluster);
        var started = Arrival.Now;
        byte[] value = [0xff, 0, 0x80];
        await box.FailAsync(1, new Message<byte[], byte[]>
        {
            Key = [0, 1],
            Value = value,
            Headers = new()
            {
                { "tag", "one"u8.ToArray() },
                { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8.ToArray() },
                { "tag", null },
            },
            Timestamp = new(1_777_777_777_777, TimestampType.CreateTime),
        });
        await using var host = await RunningConsole.StartAsync(cluster);

        var outcome = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);

        var back = cluster.Read(box.Source, 1).Single();
        Assert.Equal(1, back.Partition.Value);
        Assert.Equal([0, 1], back.Message.Key);
        Assert.Equal(value, back.Message.Value);
        Arrival.AssertSince(started, back);
        Assert.Equal(["tag", "traceparent", "tag", "redriven.from", "redriven.timestamp"], back.Message.Headers.Select(header => header.Key));
        Assert.Null(back.Message.Headers[2].GetValueBytes());
        Assert.Equal($"{box.Topic}/0/0", Encoding.UTF8.GetString(back.Message.Headers.GetLastBytes("redriven.from")));
        Assert.Equal("2026-05-03T03:09:37.7770000Z", Encoding.UTF8.GetString(back.Message.Headers.GetLastBytes("redriven.timestamp")));
        Assert.Equal((box.Source, 1, back.Offset.Value), PlaceIn(outcome.GetProperty("redrivenTo")));
    }

    [Fact]
    public async Task A_record_that_is_redriven_again_keeps_the_time_of_its_first_arrival()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(1, new Message<byte[], byte[]>
        {
            Value = "poison"u8.ToArray(),
            Headers = new() { { "redriven.from", "before"u8.ToArray() }, { "redriven.timestamp", "2026-05-03T03:09:37.7770000Z"u8.ToArray() } },
            Timestamp = new(PageEvents.Noon),
        });
        await using var host = await RunningConsole.StartAsync(cluster);

        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);

        var headers = cluster.Read(box.Source, 1).Single().Message.Headers;
        Assert.Equal(["redriven.from", "redriven.timestamp"], headers.Select(header => header.Key).Order());
        Assert.Equal($"{box.Topic}/0/0", Encoding.UTF8.GetString(headers.GetLastBytes("redriven.from")));
        Assert.Equal("2026-05-03T03:09:37.7770000Z", Encoding.UTF8.GetString(headers.GetLastBytes("redriven.timestamp")));
    }

    [Fact]
    public async Task A_truncated_dead_letter_is_not_redriven_but_names_the_whole_record()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(1, truncate: true, new Message<byte[], byte[]> { Value = new byte[50_000] });
        await using var host = await RunningConsole.StartAsync(cluster);

        var problem = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.UnprocessableEntity);

        Assert.Contains($"The whole record was at offset 100 of {box.Source} [1]", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(await box.RedrivenAsync(host));
    }

    [Fact]
    public async Task A_dead_letter_is_redriven_once_by_concurrent_calls()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "poison");
        await using var host = await RunningConsole.StartAsync(cluster);

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.PostAsync($"{box.Path}/0/0/redrive")));

        Assert.Equal(["poison"], await box.RedrivenAsync(host));
        Assert.Single(responses, response => response.StatusCode is HttpStatusCode.OK);
        foreach (var refused in responses.Where(response => response.StatusCode is not HttpStatusCode.OK))
        {
            var problem = await RunningConsole.ReadAsync(refused, HttpStatusCode.Conflict);
            Assert.Equal(box.Source, problem.GetProperty("redrivenTo").GetProperty("topic").GetString());
        }
    }

    [Fact]
    public async Task A_console_knows_what_the_previous_one_redrove()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "first", "second");
        await using var before = await RunningConsole.StartAsync(cluster);
        await RunningConsole.ReadAsync(await before.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        await using var host = await RunningConsole.StartAsync(cluster);

        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.Conflict);

        var letters = (await host.GetAsync(box.Path)).GetProperty("records").EnumerateArray().ToList();
        Assert.Equal(box.Source, letters[0].GetProperty("redrivenTo").GetProperty("topic").GetString());
        Assert.Equal(JsonValueKind.Null, letters[1].GetProperty("redrivenTo").ValueKind);
        Assert.Equal(["first"], await box.RedrivenAsync(host));
    }

    [Fact]
    public async Task Two_consoles_that_take_turns_redrive_each_dead_letter_once()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "0", "1", "2", "3");
        await using var one = await RunningConsole.StartAsync(cluster);
        await using var other = await RunningConsole.StartAsync(cluster);

        for (var offset = 0; offset < 4; offset++)
        {
            var (first, second) = offset % 2 == 0 ? (one, other) : (other, one);
            await RunningConsole.ReadAsync(await first.PostAsync($"{box.Path}/0/{offset}/redrive"), HttpStatusCode.OK);
            await RunningConsole.ReadAsync(await second.PostAsync($"{box.Path}/0/{offset}/redrive"), HttpStatusCode.Conflict);
        }

        Assert.Equal(["0", "1", "2", "3"], await box.RedrivenAsync(one));
    }

    [Fact]
    public async Task All_are_redriven_in_order_except_those_that_were_before()
    {
        var box = new DeadLetterBox(cluster);
        var values = Enumerable.Range(0, 250).Select(number => $"{number:000}").ToList();
        await box.FailAsync(1, values);
        await using var host = await RunningConsole.StartAsync(cluster);
        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);

        var report = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/redrive"), HttpStatusCode.OK);

        Assert.Equal((249, 1), (report.GetProperty("redriven").GetInt32(), report.GetProperty("alreadyRedriven").GetInt32()));
        Assert.Equal(0, report.GetProperty("failed").GetInt32());
        Assert.Equal(values, await box.RedrivenAsync(host));
        var topic = (await host.GetAsync("dead-letters")).EnumerateArray().Single(
            found => found.GetProperty("name").GetString() == box.Topic);
        Assert.Equal((250, 0), (topic.GetProperty("redriven").GetInt32(), topic.GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task The_dead_letters_left_are_counted_without_transaction_markers()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "first", "second");
        var writer = new ProducerConfig { BootstrapServers = cluster.BootstrapServers, TransactionalId = KafkaCluster.NewName("writer") };
        using (var producer = new ProducerBuilder<Null, string>(writer).Build())
        {
            producer.InitTransactions(KafkaCluster.Timeout);
            producer.BeginTransaction();
            await producer.ProduceAsync(new TopicPartition(box.Topic, 0), new() { Value = "third" });
            producer.CommitTransaction(KafkaCluster.Timeout);
        }

        await using var host = await RunningConsole.StartAsync(cluster);
        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/1/redrive"), HttpStatusCode.OK);

        var topic = (await host.GetAsync("dead-letters")).EnumerateArray().Single(
            found => found.GetProperty("name").GetString() == box.Topic);

        Assert.Equal((3, 2), (topic.GetProperty("records").GetInt32(), topic.GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task A_cancelled_redrive_reports_progress_and_resumes_where_it_stopped()
    {
        var box = new DeadLetterBox(cluster);
        var values = Enumerable.Range(0, 150).Select(number => $"{number:000}").ToList();
        await box.FailAsync(0, values);
        await using var host = await RunningConsole.StartAsync(cluster);
        var redriver = host.Services.GetRequiredService<DeadLetterRedriver>();
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => redriver.RedriveAllAsync(
            box.Topic,
            LetterSelection.All,
            progress =>
            {
                Assert.Equal(150, progress.Total);
                if (progress.Done > 0) cancelled.Cancel();
            },
            cancelled.Token));
        var rest = await redriver.RedriveAllAsync(box.Topic, LetterSelection.All, null, CancellationToken.None);

        Assert.Equal((50, 100), (rest.Redriven, rest.AlreadyRedriven));
        Assert.Equal(values, await box.RedrivenAsync(host));
    }

    [Fact]
    public async Task A_dead_letter_that_fails_does_not_hold_up_the_others()
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "good");
        await box.FailAsync(7, "from a partition that is not there");
        cluster.Produce(box.Topic, 0, "no dead letter");
        await using var host = await RunningConsole.StartAsync(cluster);

        var report = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/redrive"), HttpStatusCode.OK);

        Assert.Equal((1, 2), (report.GetProperty("redriven").GetInt32(), report.GetProperty("failed").GetInt32()));
        var errors = report.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("error").GetString()!).ToList();
        Assert.Contains("partition 7", errors[0], StringComparison.Ordinal);
        Assert.Contains("does not tell where it came from", errors[1], StringComparison.Ordinal);
        var problem = await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/0/2/redrive"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(errors[1], problem.GetProperty("detail").GetString());
        Assert.Equal(["good"], await box.RedrivenAsync(host));
    }

    [Theory]
    [InlineData("0/1")]
    [InlineData("0/99")]
    [InlineData("5/0")]
    public async Task A_dead_letter_that_does_not_exist_is_not_redriven(string record)
    {
        var box = new DeadLetterBox(cluster);
        await box.FailAsync(0, "poison");
        await using var host = await RunningConsole.StartAsync(cluster);

        await RunningConsole.ReadAsync(await host.PostAsync($"{box.Path}/{record}/redrive"), HttpStatusCode.NotFound);
        await RunningConsole.ReadAsync(await host.PostAsync($"dead-letters/{box.Source}/0/0/redrive"), HttpStatusCode.NotFound);
    }

    /// <summary>The topic, partition and offset that an object of the API has.</summary>
    private static (string?, int, long) PlaceIn(JsonElement place) =>
        (place.GetProperty("topic").GetString(), place.GetProperty("partition").GetInt32(), place.GetProperty("offset").GetInt64());
}
