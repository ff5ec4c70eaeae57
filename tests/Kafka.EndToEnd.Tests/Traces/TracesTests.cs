using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Traces;

[Collection(nameof(WithRunningSystem))]
public sealed class TracesTests(RunningSystem shared) : IDisposable
{
    private static readonly (string Service, string Name)[] Steps =
    [
        (Application.Producer, "POST /events"),
        (Application.Producer, "send page-events"),
        (Application.Consumer, "process page-events"),
        (Application.Json, "process page-events"),
        (Application.Json, "send page-events-json"),
        (Application.Streams, "process page-events"),
        (Application.Sink, "process page-events-json"),
    ];

    private readonly Application _application = shared.Application;
    private readonly TelemetryApi _telemetry = new(shared.Application);

    [Fact]
    public async Task One_publish_is_one_trace_through_every_service()
    {
        var published = await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName());

        var spans = await TraceOfAsync(published);

        Assert.Equal("POST /events", Assert.Single(spans, span => span.StartsTrace).Name);
        Assert.All(spans, span => Assert.True(
            span.StartsTrace || spans.Any(other => other.Id == span.ParentId), $"The parent of {span} is not in the trace."));
    }

    [Fact]
    public async Task Only_http_requests_the_supplier_and_records_without_a_trace_start_traces()
    {
        // A trace that is complete proves that every service has polled, committed and read its tables, each of them often without a
        // record.
        await TraceOfAsync(await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName()));

        var roots = (await _telemetry.SpansAsync()).Where(span => span.StartsTrace).ToList();

        Assert.NotEmpty(roots);
        Assert.DoesNotContain(
            roots,
            root => !root.IsHttpRequest
                && root is not { Service: Application.Supplier, Name: "send page-events" } // the supplier's events
                && root is not { Name: "process page-events" }); // records that other tests write by a client of their own
    }

    [Fact]
    public async Task OpenTelemetry_variables_of_AppHosts_environment_reach_every_service()
    {
        var spans = await TraceOfAsync(await PublishedEvent.PublishAsync(_application, PublishedEvent.NewName()));

        Assert.All(spans, span => Assert.Contains(RunningSystem.AttributeOfTheEnvironment, span.ResourceAttributes));
    }

    public void Dispose() => _telemetry.Dispose();

    /// <summary>The trace of an event once it has every step.</summary>
    private async Task<IReadOnlyList<Span>> TraceOfAsync(PublishedEvent published)
    {
        IReadOnlyList<Span> spans = [];
        try
        {
            await _application.EventuallyAsync($"the trace {published.TraceId} has every step", async () =>
            {
                spans = await _telemetry.TraceAsync(published.TraceId);
                return Steps.All(step => spans.Any(span => (span.Service, span.Name) == step));
            }, [Application.Producer, Application.Consumer, Application.Json, Application.Streams, Application.Sink]);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}\nIts spans:\n{string.Join('\n', spans)}", timeout);
        }

        return spans;
    }
}
