using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Dashboard.Telemetry.Logs;
using Dashboard.Telemetry.Otlp.Protocol;
using Dashboard.Telemetry.Traces;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SpanKind = Dashboard.Telemetry.Traces.SpanKind;
using Status = Dashboard.Telemetry.Otlp.Protocol.Status;

namespace Kafka.Tests.Dashboard;

/// <summary>What comes in over OTLP, from real exporters and from others.</summary>
public sealed partial class OtlpTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task A_span_arrives_whole_over_both_protocols(OtlpExportProtocol protocol)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var source = new ActivitySource($"test {protocol}");
        var earlier = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        string traceId;
        using (Sdk.CreateTracerProviderBuilder().AddSource(source.Name).ConfigureResource(Me).AddOtlpExporter(otlp => Configure(otlp, dashboard, protocol, "traces")).Build())
        {
            using var parent = source.StartActivity("GET /", ActivityKind.Server)!;
            traceId = parent.TraceId.ToHexString();
            using var child = source.StartActivity("send page-events", ActivityKind.Producer, parent.Context, [new("kafka.offset", 17L)], [new(earlier)])!;
            child.AddException(new TimeoutException("no answer"));
            child.SetStatus(ActivityStatusCode.Error, "too late");
        }

        var trace = dashboard.Services.GetRequiredService<TraceStore>().Find(traceId);
        Assert.NotNull(trace);
        Assert.Equal("GET /", trace.Root.Name);
        Assert.Equal(new("me", "me-1"), trace.Root.Source);
        var send = Assert.Single(trace.Spans, span => span.ParentId == trace.Root.SpanId);
        Assert.Equal((SpanKind.Producer, SpanStatus.Error, "too late"), (send.Kind, send.Status, send.StatusMessage));
        Assert.Equal("17", send.Attributes["kafka.offset"]);
        Assert.Equal(earlier.TraceId.ToHexString(), Assert.Single(send.Links).TraceId);
        Assert.Equal("no answer", Assert.Single(send.Events).Attributes["exception.message"]);
        Assert.InRange(send.Start, trace.Root.Start, trace.Root.End);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task A_log_record_arrives_whole_over_both_protocols(OtlpExportProtocol protocol)
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using (var logging = LoggerFactory.Create(builder => builder.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("me", serviceInstanceId: "me-1"));
            logs.AddOtlpExporter(otlp => Configure(otlp, dashboard, protocol, "logs"));
        })))
        {
            LogLate(logging.CreateLogger("Shop.Orders"), new TimeoutException("no answer"), 42);
        }

        var record = Assert.Single(dashboard.Services.GetRequiredService<LogStore>().All);
        Assert.Equal((Severity.Warning, "Shop.Orders", "Order 42 is late"), (record.Severity, record.Category, record.Message));
        Assert.Equal("42", record.Attributes["Order"]);
        Assert.Contains("TimeoutException", record.Exception);
    }

    [Fact]
    public async Task What_is_not_OTLP_is_refused_with_a_status_and_breaks_nothing()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var client = new HttpClient { BaseAddress = dashboard.OtlpHttp };

        using var garbage = await client.PostAsync("/v1/traces", Protobuf([0xff, 0xff, 0xff]));
        Assert.Equal(HttpStatusCode.BadRequest, garbage.StatusCode);
        Assert.Equal(3, Status.Parser.ParseFrom(await garbage.Content.ReadAsByteArrayAsync()).Code);

        using var notZipped = Protobuf([1, 2, 3]);
        notZipped.Headers.ContentEncoding.Add("gzip");
        using var badEncoding = await client.PostAsync("/v1/logs", notZipped);
        Assert.Equal(HttpStatusCode.BadRequest, badEncoding.StatusCode);

        using var json = await client.PostAsync("/v1/metrics", new StringContent("{}", new MediaTypeHeaderValue("application/json")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);

        using var good = await client.PostAsync("/v1/traces", Protobuf(new ExportTraceServiceRequest().ToByteArray()));
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused_also_when_it_is_small_only_while_it_is_zipped()
    {
        await using var dashboard = await RunningDashboard.StartAsync(configuration: new() { ["Dashboard:TelemetryLimits:MaxRequestBytes"] = "1000" });
        using var client = new HttpClient { BaseAddress = dashboard.OtlpHttp };

        using var large = await client.PostAsync("/v1/traces", Protobuf(new byte[1_001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);

        using var zipped = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(new byte[100_000]);
        using var bomb = Protobuf(zipped.ToArray());
        bomb.Headers.ContentEncoding.Add("gzip");
        using var unzipped = await client.PostAsync("/v1/traces", bomb);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, unzipped.StatusCode);
    }

    [Fact]
    public async Task A_span_without_an_id_is_rejected_and_the_others_are_taken()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var client = new HttpClient { BaseAddress = dashboard.OtlpHttp };
        var good = new SpanRecord { TraceId = Id(16), SpanId = Id(8), Name = "good" };
        var request = new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { new SpanRecord { Name = "bad" }, good } } } } } };

        using var answer = await client.PostAsync("/v1/traces", Protobuf(request.ToByteArray()));

        Assert.Equal(1, ExportTraceServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync()).PartialSuccess.RejectedSpans);
        Assert.Equal("good", Assert.Single(dashboard.Services.GetRequiredService<TraceStore>().All).Root.Name);
    }

    [Fact]
    public async Task Each_port_serves_what_belongs_there_and_nothing_else()
    {
        await using var dashboard = await RunningDashboard.StartAsync();
        using var otlp = new HttpClient { BaseAddress = dashboard.OtlpHttp };

        Assert.Equal(HttpStatusCode.NotFound, (await dashboard.Pages.PostAsync("/v1/traces", Protobuf([]))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await otlp.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await dashboard.Pages.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task Pages_of_other_sites_and_other_names_for_this_address_are_refused()
    {
        await using var dashboard = await RunningDashboard.StartAsync();

        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Origin", "https://elsewhere.example" } } };
        Assert.Equal(HttpStatusCode.Forbidden, (await dashboard.Pages.SendAsync(foreign)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "elsewhere.example" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await dashboard.Pages.SendAsync(rebound)).StatusCode);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Order {Order} is late")]
    private static partial void LogLate(ILogger logger, Exception exception, int order);

    private static ByteString Id(int length) => ByteString.CopyFrom([.. Enumerable.Repeat((byte)7, length)]);

    private static ByteArrayContent Protobuf(byte[] body) => new(body) { Headers = { ContentType = new("application/x-protobuf") } };

    private static void Me(ResourceBuilder resource) => resource.Clear().AddService("me", serviceInstanceId: "me-1");

    private static void Configure(OtlpExporterOptions otlp, RunningDashboard dashboard, OtlpExportProtocol protocol, string signal)
    {
        otlp.Protocol = protocol;
        otlp.Endpoint = protocol is OtlpExportProtocol.Grpc ? dashboard.OtlpGrpc : new Uri(dashboard.OtlpHttp, $"/v1/{signal}");
    }
}
