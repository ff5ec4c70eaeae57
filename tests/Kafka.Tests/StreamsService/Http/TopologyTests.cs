using Contracts;
using Kafka.Tests.ProducerApi;

namespace Kafka.Tests.StreamsService.Http;

public sealed class TopologyTests
{
    private readonly OutputTopic _topic = new();

    [Fact]
    public async Task The_topology_says_what_is_done_with_which_settings()
    {
        await using var app = await RunningStreams.StartAsync(("Statistics:Window", "00:00:10"), ("Topics:page-events:Name", "views"), ("Kafka:Consumer:Group", "counters"));
        app.Progress = new(CaughtUp: false, Records: 40, Behind: 2);

        var topology = await (await app.Http.GetAsync("/topology")).SuccessAsync();

        Assert.Equal(
            $$"""
            {"application":"counters","instance":"{{Environment.MachineName}}:{{app.Http.BaseAddress!.Port}}","window":"00:00:10","grace":"00:00:10","retention":"01:00:00",
            "minimumDuration":"00:00:00.1000000","windowSeconds":10,"sources":["views"],"processors":["count page events"],"stores":["statistics"],
            "sinks":["page-statistics"],"records":["views","page-events-json","page-statistics"],"instances":[],"partitions":[],"view":{"caughtUp":false,"records":40,"behind":2},"publishing":false}
            """.ReplaceLineEndings(""),
            topology.GetRawText());
    }

    [Fact]
    public async Task Each_partition_shows_who_has_it_and_how_far_it_is()
    {
        await using var app = await RunningStreams.StartAsync();
        var noon = PageEvents.Noon;
        app.Read(_topic
            .Write(0, new PartitionProgress(0, 99, noon, Late: 3))
            .Write(2, new PartitionProgress(2, 10, noon, Late: 0))
            .Write(0, new InstanceReport("a:1", noon.AddHours(-1), noon, [new(0, Running: true, Lag: 7, LagSeconds: 0.5), new(1, Running: false, Lag: null, LagSeconds: 0)]))
            .Write(1, new InstanceReport("gone:1", noon.AddHours(-1), noon.AddSeconds(-6), [new(2, Running: true, Lag: 0, LagSeconds: 0)])));

        var topology = await (await app.Http.GetAsync("/topology")).SuccessAsync();

        Assert.Equal("""[{"instance":"a:1","started":"2026-05-04T11:00:00Z","partitions":[0,1]}]""", topology.GetProperty("instances").GetRawText());
        Assert.Equal(
            [
                """{"partition":0,"instance":"a:1","state":"running","lag":7,"lagSeconds":0.5,"late":3,"streamTime":"2026-05-04T12:00:00Z"}""",
                """{"partition":1,"instance":"a:1","state":"restoring","lag":null,"lagSeconds":0,"late":0,"streamTime":null}""",
                """{"partition":2,"instance":null,"state":"unassigned","lag":null,"lagSeconds":null,"late":0,"streamTime":"2026-05-04T12:00:00Z"}""",
            ],
            topology.GetProperty("partitions").EnumerateArray().Select(partition => partition.GetRawText()));
    }

    [Fact]
    public async Task While_a_partition_moves_the_later_report_is_right()
    {
        await using var app = await RunningStreams.StartAsync();
        var noon = PageEvents.Noon;
        app.Read(_topic
            .Write(0, new InstanceReport("new:1", noon, noon, [new(0, Running: false, Lag: null, LagSeconds: 0)]))
            .Write(0, new InstanceReport("a:1", noon, noon.AddSeconds(-1), [new(0, Running: true, Lag: 7, LagSeconds: 0)])));

        var topology = await (await app.Http.GetAsync("/topology")).SuccessAsync();

        Assert.Equal("new:1", Assert.Single(topology.GetProperty("partitions").EnumerateArray()).GetProperty("instance").GetString());
    }
}
