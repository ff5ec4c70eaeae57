using Dashboard.StructuredLogs;
using Dashboard.Telemetry;
using Dashboard.Telemetry.Logs;

namespace Kafka.Tests.Dashboard.Logs;

public sealed class LogsFilterTests
{
    private static readonly LogRecord Late = LogsStoreTests.Record("Order 42 is late", Severity.Warning) with
    {
        Attributes = new([KeyValuePair.Create("Customer", "Ada")]),
        TraceId = "a",
        SpanId = "1",
    };

    [Theory]
    [InlineData(null, true)]
    [InlineData("Information", true)]
    [InlineData("warning", true)]
    [InlineData("Error", false)]
    [InlineData("loud", true)]
    public void A_level_lets_itself_and_all_above_through(string? level, bool isShown) => Assert.Equal(isShown, LogFilter.Of(level, null, null, null).Matches(Late));

    [Theory]
    [InlineData(" order 42", true)]
    [InlineData("shop.", true)]
    [InlineData("ADA", true)]
    [InlineData("Customer", false)]
    [InlineData("43", false)]
    public void Text_is_looked_for_in_message_category_and_values(string text, bool isFound) => Assert.Equal(isFound, LogFilter.Of(null, text, null, null).Matches(Late));

    [Theory]
    [InlineData("a", null, true)]
    [InlineData("a", "1", true)]
    [InlineData("a", "2", false)]
    [InlineData("b", null, false)]
    public void A_trace_and_a_span_have_their_own_records(string? trace, string? span, bool isShown) => Assert.Equal(isShown, LogFilter.Of(null, null, trace, span).Matches(Late));

    [Fact]
    public void A_resource_has_its_own_records()
    {
        Assert.True((new LogFilter() with { Sources = new HashSet<Source> { new("me", "") } }).Matches(Late));
        Assert.False((new LogFilter() with { Sources = new HashSet<Source> { new("me", "2") } }).Matches(Late));
    }

    [Fact]
    public void A_service_of_several_processes_can_be_chosen_as_a_whole_or_one_by_one()
    {
        var resources = new TestResources(
            new("worker-1", "worker", global::Dashboard.Door.ResourceType.Project, global::Dashboard.Door.ResourceState.Running) { InstanceId = "i" },
            new("worker-2", "worker", global::Dashboard.Door.ResourceType.Project, global::Dashboard.Door.ResourceState.Running) { InstanceId = "j" });
        var sources = new Sources(resources);
        foreach (var source in new Source[] { new("worker", "j"), new("api", "k"), new("worker", "i") })
            sources.Intern(source);

        Assert.Equal(["api", "worker", "worker-1", "worker-2"], sources.Names());
        Assert.Equal([new("worker", "j")], sources.Named("worker-2")!);
        Assert.Equal(2, sources.Named("worker")!.Count);
        Assert.Empty(sources.Named("elsewhere")!);
        Assert.Null(sources.Named(null));
    }
}
