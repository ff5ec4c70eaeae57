using System.Net;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Dashboard.Kafka.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Dashboard.KafkaInspection;

public sealed class RedriveTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_dead_letter_tells_where_it_came_from_and_why_it_is_there()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(1, "poison");
        await using var host = await InspectionHost.StartAsync(cluster);

        var letter = Assert.Single((await host.GetAsync(box.Path)).GetProperty("records").EnumerateArray());
        var cause = letter.GetProperty("cause");

        Assert.Equal("poison", letter.GetProperty("record").GetProperty("value").GetProperty("text").GetString());
        Assert.Equal((box.Source, 1, 100), (cause.GetProperty("topic").GetString(), cause.GetProperty("partition").GetInt32(), cause.GetProperty("offset").GetInt32()));
        Assert.Equal(("failed", 3), (cause.GetProperty("reason").GetString(), cause.GetProperty("attempts").GetInt32()));
        Assert.Equal(("System.InvalidOperationException", "no luck"), (cause.GetProperty("exception").GetString(), cause.GetProperty("message").GetString()));
        Assert.Equal(JsonValueKind.Null, letter.GetProperty("redriven").ValueKind);
    }

    [Fact]
    public async Task A_dead_letter_goes_back_as_it_was()
    {
        var box = new DeadLetterBox(cluster);
        byte[] value = [0xff, 0, 0x80];
        await box.BuryAsync(1, new Message<byte[], byte[]>
        {
            Key = [0, 1],
            Value = value,
            Headers = new() { { "tag", "one"u8.ToArray() }, { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"u8.ToArray() }, { "tag", null } },
            Timestamp = new(1_777_777_777_777, TimestampType.CreateTime),
        });
        await using var host = await InspectionHost.StartAsync(cluster);

        var outcome = await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);

        var back = cluster.Read(box.Source, 1).Single();
        Assert.Equal(1, back.Partition.Value);
        Assert.Equal([0, 1], back.Message.Key);
        Assert.Equal(value, back.Message.Value);
        Assert.Equal(1_777_777_777_777, back.Message.Timestamp.UnixTimestampMs);
        Assert.Equal(["tag", "traceparent", "tag", "redriven.from"], back.Message.Headers.Select(header => header.Key));
        Assert.Null(back.Message.Headers[2].GetValueBytes());
        Assert.Equal($"{box.Topic}/0/0", Encoding.UTF8.GetString(back.Message.Headers.GetLastBytes("redriven.from")));
        var went = outcome.GetProperty("went");
        Assert.Equal((box.Source, 1, back.Offset.Value), (went.GetProperty("topic").GetString(), went.GetProperty("partition").GetInt32(), went.GetProperty("offset").GetInt64()));
    }

    [Fact]
    public async Task A_dead_letter_is_redriven_once_however_many_ask_for_it()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "poison");
        await using var host = await InspectionHost.StartAsync(cluster);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.PostAsync($"{box.Path}/0/0/redrive")));

        Assert.Equal(["poison"], await box.BackAsync(host));
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        foreach (var refused in answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK))
        {
            var problem = await InspectionHost.ReadAsync(refused, HttpStatusCode.Conflict);
            Assert.Equal(box.Source, problem.GetProperty("went").GetProperty("topic").GetString());
        }
    }

    [Fact]
    public async Task A_dashboard_knows_what_the_one_before_redrove()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "first", "second");
        await using var before = await InspectionHost.StartAsync(cluster);
        await InspectionHost.ReadAsync(await before.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        await using var host = await InspectionHost.StartAsync(cluster);

        await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.Conflict);

        var letters = (await host.GetAsync(box.Path)).GetProperty("records").EnumerateArray().ToList();
        Assert.Equal(box.Source, letters[0].GetProperty("redriven").GetProperty("topic").GetString());
        Assert.Equal(JsonValueKind.Null, letters[1].GetProperty("redriven").ValueKind);
        Assert.Equal(["first"], await box.BackAsync(host));
    }

    [Fact]
    public async Task Two_dashboards_that_take_turns_redrive_each_dead_letter_once()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "0", "1", "2", "3");
        await using var one = await InspectionHost.StartAsync(cluster);
        await using var other = await InspectionHost.StartAsync(cluster);

        for (var offset = 0; offset < 4; offset++)
        {
            var (first, second) = offset % 2 == 0 ? (one, other) : (other, one);
            await InspectionHost.ReadAsync(await first.PostAsync($"{box.Path}/0/{offset}/redrive"), HttpStatusCode.OK);
            await InspectionHost.ReadAsync(await second.PostAsync($"{box.Path}/0/{offset}/redrive"), HttpStatusCode.Conflict);
        }

        Assert.Equal(["0", "1", "2", "3"], await box.BackAsync(one));
    }

    [Fact]
    public async Task All_go_back_in_their_order_but_for_those_that_went()
    {
        var box = new DeadLetterBox(cluster);
        var values = Enumerable.Range(0, 250).Select(number => $"{number:000}").ToList();
        await box.BuryAsync(1, values);
        await using var host = await InspectionHost.StartAsync(cluster);
        await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);

        var report = await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/redrive"), HttpStatusCode.OK);

        Assert.Equal(
            (249, 1, 0), (report.GetProperty("redriven").GetInt32(), report.GetProperty("already").GetInt32(), report.GetProperty("failed").GetInt32()));
        Assert.Equal(values, await box.BackAsync(host));
        var topic = (await host.GetAsync("dead-letters")).EnumerateArray().Single(found => found.GetProperty("name").GetString() == box.Topic);
        Assert.Equal((250, 0), (topic.GetProperty("redriven").GetInt32(), topic.GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task What_is_left_counts_records_and_no_markers_of_transactions()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "first", "second");
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers, TransactionalId = KafkaCluster.NewName("writer") }).Build())
        {
            producer.InitTransactions(KafkaCluster.Timeout);
            producer.BeginTransaction();
            await producer.ProduceAsync(new TopicPartition(box.Topic, 0), new() { Value = "third" });
            producer.CommitTransaction(KafkaCluster.Timeout);
        }

        await using var host = await InspectionHost.StartAsync(cluster);
        await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/1/redrive"), HttpStatusCode.OK);

        var topic = (await host.GetAsync("dead-letters")).EnumerateArray().Single(found => found.GetProperty("name").GetString() == box.Topic);

        Assert.Equal((3, 2), (topic.GetProperty("records").GetInt32(), topic.GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task Progress_is_told_and_a_cancelled_redrive_goes_on_where_it_stopped()
    {
        var box = new DeadLetterBox(cluster);
        var values = Enumerable.Range(0, 150).Select(number => $"{number:000}").ToList();
        await box.BuryAsync(0, values);
        await using var host = await InspectionHost.StartAsync(cluster);
        var redrive = host.Services.GetRequiredService<Redrive>();
        using var cancelled = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => redrive.AllAsync(
            box.Topic,
            progress =>
            {
                Assert.Equal(150, progress.Total);
                if (progress.Done > 0) cancelled.Cancel();
            },
            cancelled.Token));
        var rest = await redrive.AllAsync(box.Topic, null, CancellationToken.None);

        Assert.Equal((50, 100), (rest.Redriven, rest.Already));
        Assert.Equal(values, await box.BackAsync(host));
    }

    [Fact]
    public async Task One_that_can_not_go_back_does_not_keep_the_others()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "good");
        await box.BuryAsync(7, "from a partition that is not there");
        cluster.Produce(box.Topic, 0, "no dead letter");
        await using var host = await InspectionHost.StartAsync(cluster);

        var report = await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/redrive"), HttpStatusCode.OK);

        Assert.Equal((1, 2), (report.GetProperty("redriven").GetInt32(), report.GetProperty("failed").GetInt32()));
        var faults = report.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("fault").GetString()!).ToList();
        Assert.Contains("partition 7", faults[0], StringComparison.Ordinal);
        Assert.Contains("does not say where it came from", faults[1], StringComparison.Ordinal);
        var problem = await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/2/redrive"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal(faults[1], problem.GetProperty("detail").GetString());
        Assert.Equal(["good"], await box.BackAsync(host));
    }

    [Theory]
    [InlineData("0/1")]
    [InlineData("0/99")]
    [InlineData("5/0")]
    public async Task What_is_not_there_is_not_redriven(string record)
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "poison");
        await using var host = await InspectionHost.StartAsync(cluster);

        await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/{record}/redrive"), HttpStatusCode.NotFound);
        await InspectionHost.ReadAsync(await host.PostAsync($"dead-letters/{box.Source}/0/0/redrive"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_marker_that_is_taken_back_lets_the_dead_letter_go_once_more()
    {
        var box = new DeadLetterBox(cluster);
        await box.BuryAsync(0, "poison");
        await using var host = await InspectionHost.StartAsync(cluster);
        await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);
        using (var producer = cluster.NewProducer<byte[], byte[]>())
        {
            await producer.ProduceAsync("dead-letters.redriven", new() { Key = Encoding.UTF8.GetBytes($"{box.Topic}/0/0"), Value = null! });
        }

        await InspectionHost.ReadAsync(await host.PostAsync($"{box.Path}/0/0/redrive"), HttpStatusCode.OK);

        Assert.Equal(["poison", "poison"], await box.BackAsync(host));
    }
}
