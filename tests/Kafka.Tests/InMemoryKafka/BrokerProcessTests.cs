using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;

namespace Kafka.Tests.InMemoryKafka;

public sealed class BrokerProcessTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private BrokerProcess _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await BrokerProcess.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task It_states_its_limits_on_one_line_and_ends_on_SIGTERM()
    {
        Assert.Contains("5 MiB or 100,000 batches", _broker.Output[0]);
        Assert.Equal(HttpStatusCode.OK, (await _broker.Http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        await ProduceAsync("kept in memory");
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal(0, await _broker.TerminateAsync());

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Single(_broker.Output);
    }

    [Fact]
    public async Task A_taken_port_ends_it_with_one_line_and_exit_code_1()
    {
        var port = int.Parse(_broker.BootstrapServers.Split(':')[1]);
        await using var second = BrokerProcess.Start(port);

        Assert.Equal(1, await second.ExitCodeAsync());
        Assert.Contains($"port {port}", Assert.Single(second.Output));
    }

    [Fact]
    public async Task A_stop_takes_the_broker_away_and_a_start_brings_it_back()
    {
        await ProduceAsync("kept");

        await AssertStateAsync("/broker/stop", "stopped");
        await AssertStateAsync("/broker/stop", "stopped");
        var health = await _broker.Http.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("stopped", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        await AssertStateAsync("/broker/start", "running");
        await AssertStateAsync("/broker/start", "running");
        Assert.Equal(HttpStatusCode.OK, (await _broker.Http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(1, (await ProduceAsync("next")).Offset.Value);
    }

    [Fact]
    public async Task A_start_fails_while_another_program_has_the_port()
    {
        await AssertStateAsync("/broker/stop", "stopped");
        using var other = new TcpListener(IPAddress.Loopback, int.Parse(_broker.BootstrapServers.Split(':')[1]));
        other.Start();

        Assert.Equal(HttpStatusCode.Conflict, (await _broker.PostAsync("/broker/start")).StatusCode);

        other.Stop();
        await AssertStateAsync("/broker/start", "running");
    }

    [Fact]
    public async Task A_delay_holds_back_each_response_until_it_is_ended()
    {
        await ProduceAsync("warm");
        await AssertStateAsync("/broker/delay?milliseconds=400", "running");
        Assert.Equal(400, (await _broker.StateAsync()).GetProperty("delayMilliseconds").GetInt32());
        var began = TimeProvider.System.GetTimestamp();
        await ProduceAsync("late");
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(400));

        await AssertStateAsync("/broker/delay?milliseconds=60000", "running");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _broker.Http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);

        await AssertStateAsync("/broker/delay?milliseconds=0", "running");
        Assert.Equal(HttpStatusCode.OK, (await _broker.Http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_delay_out_of_range_is_a_problem()
    {
        foreach (var query in (string[])["", "?milliseconds=", "?milliseconds=-1", "?milliseconds=60001", "?milliseconds=soon"])
        {
            var response = await _broker.PostAsync($"/broker/delay{query}");

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task Pages_of_other_sites_may_not_change_the_broker()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await _broker.PostAsync("/broker/stop", "Sec-Fetch-Site", "cross-site")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _broker.PostAsync("/broker/stop", "Origin", "https://example.com")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _broker.PostAsync("/broker/stop", "Origin", "null")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await _broker.PostAsync("/broker/stop", "Host", "example.com")).StatusCode);

        Assert.Equal("running", (await _broker.StateAsync()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _broker.PostAsync("/broker/stop", "Origin", _broker.Http.BaseAddress!.GetLeftPart(UriPartial.Authority))).StatusCode);
    }

    private async Task AssertStateAsync(string post, string expected)
    {
        Assert.Equal(HttpStatusCode.OK, (await _broker.PostAsync(post)).StatusCode);
        Assert.Equal(expected, (await _broker.StateAsync()).GetProperty("state").GetString());
    }

    private async Task<DeliveryResult<Null, string>> ProduceAsync(string value)
    {
        var config = new ProducerConfig { BootstrapServers = _broker.BootstrapServers, LingerMs = 0, MessageTimeoutMs = (int)Deadline.TotalMilliseconds };
        using var producer = new ProducerBuilder<Null, string>(config).SetLogHandler((_, _) => { }).Build();
        return await producer.ProduceAsync(new TopicPartition("events", 0), new() { Value = value }, TestContext.Current.CancellationToken);
    }
}
