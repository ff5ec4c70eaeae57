using Dashboard.Door;
using Dashboard.Telemetry;

namespace Kafka.Tests.Dashboard;

public sealed class SourceChoiceTests
{
    [Fact]
    public void A_service_with_replicas_can_be_chosen_as_a_whole_and_each_replica_alone()
    {
        var sources = Of(Replica("worker", 1), Replica("worker", 2));

        Assert.Equal(["worker", "worker-1", "worker-2"], sources.Names());
        Assert.Equal(2, sources.Named("worker")!.Count);
        Assert.Equal("id of worker-2", Assert.Single(sources.Named("worker-2")!).Instance);
    }

    [Fact]
    public void A_service_that_was_started_again_is_there_once_and_means_both_its_processes()
    {
        var sources = Of(new Resource("api", "api", ResourceType.Project, ResourceState.Running) { InstanceId = "now" });
        sources.Intern(new("api", "before it was started again"));

        Assert.Equal(["api", "api-before i"], sources.Names());
        Assert.Equal(2, sources.Named("api")!.Count);
    }

    [Fact]
    public void When_there_are_too_many_processes_the_new_ones_are_one_but_for_those_of_resources()
    {
        var sources = new Sources(new TestResources(Replica("worker", 1)));
        for (var i = 0; i < 500; i++)
            sources.Intern(new("flood", $"{i}"));

        Assert.Equal(sources.Intern(new("flood", "500")), sources.Intern(new("flood", "501")));
        Assert.Equal("worker", sources.Intern(new("worker", "id of worker-1")).Service);
        Assert.Equal(501, sources.All.Count);
    }

    [Fact]
    public void Attributes_of_a_process_that_are_too_large_are_left_out()
    {
        var sources = Of();
        var large = new Attributes([new("service.name", "s"), new("much", new string('x', 20_000))]);

        Assert.Empty(sources.Intern(Source.Of(large)).Attributes);
    }

    private static Resource Replica(string service, int number) =>
        new($"{service}-{number}", service, ResourceType.Project, ResourceState.Running) { InstanceId = $"id of {service}-{number}" };

    private static Sources Of(params Resource[] resources)
    {
        var sources = new Sources(new TestResources(resources));
        foreach (var resource in resources)
            sources.Intern(new(resource.Service, resource.InstanceId!));

        return sources;
    }
}
