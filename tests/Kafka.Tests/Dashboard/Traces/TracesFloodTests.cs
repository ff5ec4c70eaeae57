using Dashboard.Telemetry;
using Dashboard.Telemetry.Logs;
using Dashboard.Telemetry.Otlp;
using Dashboard.Telemetry.Otlp.Protocol;
using Dashboard.Telemetry.Traces;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Kafka.Tests.Dashboard.Traces;

/// <summary>More telemetry than can be kept, from many senders at once.</summary>
[Collection(nameof(Alone))]
public sealed class TracesFloodTests
{
    private const int Senders = 5;
    private const int RequestsEach = 20;
    private const int InEach = 500;
    private const int All = Senders * RequestsEach * InEach;

    [Fact]
    public async Task Fifty_thousand_spans_stay_within_the_limits_and_every_one_is_kept_or_counted()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var limits = dashboard.Services.GetRequiredService<TelemetryLimits>();
        var receiver = dashboard.Services.GetRequiredService<TraceReceiver>();
        var store = dashboard.Services.GetRequiredService<TraceStore>();

        Parallel.For(0, Senders, sender =>
        {
            for (var request = 0; request < RequestsEach; request++)
            {
                receiver.Receive(Spans(sender, request));
                Assert.InRange(store.Bytes, 1, limits.MaxTraceBytes + (Senders * limits.MaxRequestBytes)); // a request is taken whole before old ones go
            }
        });

        var kept = store.All;
        Assert.InRange(kept.Count, 1, limits.MaxTraceCount);
        Assert.InRange(store.Bytes, limits.MaxTraceBytes / 2, limits.MaxTraceBytes);
        Assert.Equal(kept.Sum(trace => trace.Spans.Sum(span => (long)span.Bytes)), store.Bytes);
        Assert.Equal(All, store.Dropped + kept.Sum(trace => trace.Spans.Count));
    }

    [Fact]
    public async Task Fifty_thousand_log_records_stay_within_the_limits_and_every_one_is_kept_or_counted()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        var limits = dashboard.Services.GetRequiredService<TelemetryLimits>();
        var receiver = dashboard.Services.GetRequiredService<LogReceiver>();
        var store = dashboard.Services.GetRequiredService<LogStore>();

        Parallel.For(0, Senders, _ =>
        {
            for (var request = 0; request < RequestsEach; request++)
                receiver.Receive(Logs());
        });

        Assert.InRange(store.All.Count, 1, limits.MaxLogCount);
        Assert.InRange(store.Bytes, limits.MaxLogBytes / 2, limits.MaxLogBytes);
        Assert.Equal(All, store.Dropped + store.All.Count);
    }

    private static ExportTraceServiceRequest Spans(int sender, int request)
    {
        var spans = Enumerable.Range(0, InEach).Select(i =>
        {
            var number = (((sender * RequestsEach) + request) * InEach) + i;
            return new SpanRecord
            {
                TraceId = ByteString.CopyFrom([.. BitConverter.GetBytes(1L + (number / 5)), .. new byte[8]]),
                SpanId = ByteString.CopyFrom(BitConverter.GetBytes(1L + number)),
                Name = "process page-events",
                Attributes = { Large() },
                Links = { new LinkRecord { TraceId = ByteString.CopyFrom([.. BitConverter.GetBytes(1L + i), .. new byte[8]]), SpanId = ByteString.CopyFrom(BitConverter.GetBytes(1L)) } },
            };
        });
        return new() { ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { spans } } } } } };
    }

    private static ExportLogsServiceRequest Logs() => new()
    {
        ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { Enumerable.Range(0, InEach).Select(_ => new LogRecordMessage { Attributes = { Large() } }) } } } } },
    };

    private static KeyValue Large() => new() { Key = "text", Value = new AnyValue { StringValue = new string('x', 2_000) } };
}
