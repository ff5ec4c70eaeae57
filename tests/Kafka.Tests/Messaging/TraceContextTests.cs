using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Messaging.Telemetry;

namespace Kafka.Tests.Messaging;

public sealed class TraceContextTests
{
    [Fact]
    public void What_is_put_in_comes_out_and_replaces_what_was_there()
    {
        using var activity = new Activity("test") { TraceStateString = "vendor=1" }.SetIdFormat(ActivityIdFormat.W3C).Start();
        var headers = new Headers { { "traceparent", "00-00000000000000000000000000000001-0000000000000002-01"u8.ToArray() }, { "other", [1] } };

        TraceContext.Inject(activity, headers);

        var context = TraceContext.Extract(headers);
        Assert.Equal(activity.TraceId, context.TraceId);
        Assert.Equal(activity.SpanId, context.SpanId);
        Assert.Equal("vendor=1", context.TraceState);
        Assert.True(context.IsRemote);
        Assert.Equal(["other", "traceparent", "tracestate"], headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    public void Garbage_is_no_context(string traceparent) =>
        Assert.Equal(default, TraceContext.Extract(new Headers { { "traceparent", Encoding.UTF8.GetBytes(traceparent) } }));

    [Fact]
    public void No_headers_are_no_context()
    {
        Assert.Equal(default, TraceContext.Extract(null));
        Assert.Equal(default, TraceContext.Extract(new Headers { { "traceparent", null } }));
    }
}
