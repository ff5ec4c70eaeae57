using Dashboard.Door;
using Dashboard.Resources;
using Microsoft.Extensions.Time.Testing;

namespace Kafka.Tests.Dashboard.Resources;

public sealed class UsageSamplerTests
{
    private const int Id = 17;

    private readonly FakeTimeProvider _time = new();
    private readonly TestResources _resources = new(new Resource("service", "service", ResourceType.Project, ResourceState.Running) { ProcessId = Id });
    private readonly UsageSampler _sampler;
    private ProcessReading? _reading = new(TimeSpan.FromSeconds(10), 1000);
    private int _reads;

    public UsageSamplerTests() => _sampler = new(_resources, Read, _time);

    [Fact]
    public void The_share_of_a_core_is_that_between_two_looks()
    {
        using var watch = _sampler.Watch(() => { });
        Assert.Equal(new ResourceUsage(null, 1000), _sampler.Of(Id));

        _reading = new(TimeSpan.FromSeconds(11.5), 2000);
        _time.Advance(UsageSampler.Interval);

        Assert.Equal(new ResourceUsage(1.5, 2000), _sampler.Of(Id));
    }

    [Fact]
    public void Nothing_is_read_while_nobody_looks()
    {
        _time.Advance(10 * UsageSampler.Interval);
        Assert.Equal(0, _reads);

        var (one, other) = (_sampler.Watch(() => { }), _sampler.Watch(() => { }));
        one.Dispose();
        one.Dispose();
        _time.Advance(UsageSampler.Interval);
        Assert.Equal(2, _reads);

        other.Dispose();
        _time.Advance(10 * UsageSampler.Interval);
        Assert.Equal(2, _reads);
        Assert.Null(_sampler.Of(Id));
    }

    [Fact]
    public void Each_look_is_told_to_whoever_watches()
    {
        var looks = 0;
        using var watch = _sampler.Watch(() => looks++);

        _time.Advance(3 * UsageSampler.Interval);

        Assert.Equal(4, looks);
    }

    [Fact]
    public void A_new_process_with_an_old_id_is_not_taken_for_the_old_one()
    {
        using var watch = _sampler.Watch(() => { });

        _reading = new(TimeSpan.FromSeconds(1), 500);
        _time.Advance(UsageSampler.Interval);

        Assert.Equal(new ResourceUsage(null, 500), _sampler.Of(Id));
    }

    [Fact]
    public void A_process_that_has_ended_takes_nothing()
    {
        using var watch = _sampler.Watch(() => { });

        _reading = null;
        _time.Advance(UsageSampler.Interval);

        Assert.Null(_sampler.Of(Id));
    }

    [Fact]
    public void This_process_can_be_read_and_one_that_does_not_exist_can_not()
    {
        var own = ProcessReading.Of(Environment.ProcessId);

        Assert.True(own is { Bytes: > 0 } && own.Value.Cpu > TimeSpan.Zero);
        Assert.Null(ProcessReading.Of(int.MaxValue));
    }

    private ProcessReading? Read(int id)
    {
        Assert.Equal(Id, id);
        _reads++;
        return _reading;
    }
}
