using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Kafka.EndToEnd.Tests.Browser;
using Kafka.EndToEnd.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kafka.EndToEnd.Tests.KafkaConsole;

[Collection(nameof(WithRunningSystem))]
public sealed class RedriveTests(RunningSystem shared, Chromium chromium)
{
    private readonly Application _application = shared.Application;

    [Fact]
    public async Task A_redriven_record_is_sent_once_more_and_can_become_a_dead_letter_again()
    {
        var letter = await PoisonRecord.SendAsync(_application);
        var key = TopicReader.KeyOf(letter)!;

        await chromium.VisitAsync(_application, Application.Console, async tab =>
        {
            await tab.GoAsync("/dead-letters");
            await tab["dead-letter-topic"].GetByRole(AriaRole.Link, new() { Name = PoisonRecord.Topic, Exact = true }).ClickAsync();
            await Expect(tab.DeadLetter(letter).GetByTestId("cause")).ToContainTextAsync("undecodable");

            await tab.DeadLetter(letter).GetByTestId("redrive").ClickAsync();

            await Expect(tab["notice"]).ToContainTextAsync("Redriven to page-events, partition");
            await Expect(tab.DeadLetter(letter)).ToContainTextAsync("redriven");
            await Expect(tab.DeadLetter(letter).GetByTestId("redrive")).ToHaveCountAsync(0);
            Assert.Equal(2, await PoisonRecord.CountAsync(_application, key));

            var again = await _application.FindRecordAsync(
                PoisonRecord.Topic,
                "the dead letter of the record that was redriven",
                record => TopicReader.KeyOf(record) == key && record.TopicPartitionOffset != letter.TopicPartitionOffset);
            await Expect(tab.DeadLetter(again).GetByTestId("cause")).ToContainTextAsync("undecodable");

            await tab["redriven-to"].ClickAsync();

            await Expect(tab["details"].GetByTestId("key")).ToHaveTextAsync(key);
            await Expect(tab["details"].GetByTestId("value")).ToHaveTextAsync(PoisonRecord.Value);
            await Expect(tab.HeaderValue("redriven.from")).ToHaveTextAsync(
                $"{letter.Topic}/{letter.Partition.Value}/{letter.Offset.Value}");
        });
    }

    [Fact]
    public async Task Redrive_all_sends_what_was_not_redriven_and_says_what_it_did()
    {
        using var letters = new DeadLetters(await _application.BootstrapServersAsync());
        await letters.FailAsync("first");
        var second = await letters.FailAsync("second");
        await letters.FailAsync("third");
        await letters.AddOfUnknownOriginAsync("fourth");

        await chromium.VisitAsync(_application, Application.Console, async tab =>
        {
            await tab.GoAsync($"/dead-letters/{letters.Topic}");
            await tab.Page.Locator($"[data-testid=dead-letter][data-offset='{second}']").GetByTestId("redrive").ClickAsync();
            await Expect(tab["notice"]).ToContainTextAsync("Redriven to");

            await tab["redrive-all"].ClickAsync();
            await Expect(tab["redrive-dialog"]).ToContainTextAsync(letters.Topic);
            await tab["redrive-confirm"].ClickAsync();

            await Expect(tab["redrive-progress"]).ToHaveTextAsync("2 redriven, 1 already redriven, 1 failed.");
            await Expect(tab["redrive-dialog"]).ToContainTextAsync("does not tell where it came from");
            await tab["redrive-close"].ClickAsync();
            await Expect(tab["redrive-dialog"]).ToBeHiddenAsync();
            await Expect(tab["dead-letter"].GetByText(new Regex("^redriven$"))).ToHaveCountAsync(3);
        });

        var last = await letters.SendToSourceAsync("last");
        Assert.Equal(["first", "second", "third", "second", "first", "third", "last"], letters.InSource(last));
    }

    /// <summary>Dead letters of a topic that only one test has and that no service reads.</summary>
    private sealed class DeadLetters : IDisposable
    {
        private const int Partition = 0;

        private readonly string _bootstrapServers;
        private readonly string _source = PublishedEvent.NewName("orders");
        private readonly IProducer<Null, string> _producer;

        public DeadLetters(string bootstrapServers)
        {
            _bootstrapServers = bootstrapServers;
            _producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = bootstrapServers }).Build();
        }

        public string Topic => $"{_source}.billing.dead";

        /// <summary>Sends a record to the topic, and adds its dead letter.</summary>
        /// <returns>The offset of the dead letter.</returns>
        public async Task<long> FailAsync(string value)
        {
            var offset = await SendToSourceAsync(value);
            return await SendAsync(
                Topic,
                value,
                ("dead-letter.topic", _source),
                ("dead-letter.partition", $"{Partition}"),
                ("dead-letter.offset", $"{offset}"));
        }

        /// <summary>Adds a dead letter that does not tell where it came from.</summary>
        public Task AddOfUnknownOriginAsync(string value) => SendAsync(Topic, value);

        /// <summary>Sends a record to the topic.</summary>
        /// <returns>Its offset.</returns>
        public Task<long> SendToSourceAsync(string value) => SendAsync(_source, value);

        /// <summary>The records in that topic up to an offset.</summary>
        public IEnumerable<string> InSource(long last) =>
            TopicReader.ReadTo(_bootstrapServers, _source, Partition, last).Select(TopicReader.ValueOf);

        public void Dispose() => _producer.Dispose();

        private async Task<long> SendAsync(string topic, string value, params IEnumerable<(string Name, string Value)> headers)
        {
            var message = new Message<Null, string> { Value = value, Headers = [] };
            foreach (var header in headers) message.Headers.Add(header.Name, Encoding.UTF8.GetBytes(header.Value));
            return (await _producer.ProduceAsync(new TopicPartition(topic, Partition), message)).Offset.Value;
        }
    }
}
