using Dashboard.Telemetry.Otlp.Protocol;
using Google.Protobuf;

namespace Dashboard.Telemetry.Otlp;

/// <summary>
/// OTLP over HTTP: binary protobuf, as it is or gzipped, at <c>/v1/traces</c>, <c>/v1/logs</c> and <c>/v1/metrics</c>. What is wrong with a request is
/// answered as the specification has it: 400 or 413 with a <see cref="Status"/>, which tells the sender not to try again; 415 for other formats.
/// </summary>
internal static class HttpEndpoints
{
    private const string Protobuf = "application/x-protobuf";

    // The codes of google.rpc.Status that are used here.
    private const int InvalidArgument = 3;
    private const int ResourceExhausted = 8;

    public static void MapOtlpHttp(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/traces", (HttpContext http, TraceReceiver receiver) => ReceiveAsync(http, ExportTraceServiceRequest.Parser, receiver));
        app.MapPost("/v1/logs", (HttpContext http, LogReceiver receiver) => ReceiveAsync(http, ExportLogsServiceRequest.Parser, receiver));
        app.MapPost("/v1/metrics", (HttpContext http, MetricReceiver receiver) => ReceiveAsync(http, ExportMetricsServiceRequest.Parser, receiver));
    }

    private static async Task ReceiveAsync<TRequest, TResponse>(HttpContext http, MessageParser<TRequest> parser, IReceiver<TRequest, TResponse> receiver)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
    {
        if (!http.Request.HasProtobuf())
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            http.Response.Headers.Accept = Protobuf;
            return;
        }

        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var request = parser.ParseFrom(body.GetBuffer().AsSpan(0, (int)body.Length));
            await WriteAsync(http, StatusCodes.Status200OK, receiver.Receive(request));
        }
        catch (InvalidProtocolBufferException fault)
        {
            await WriteAsync(http, StatusCodes.Status400BadRequest, new Status { Code = InvalidArgument, Message = $"This is not OTLP: {fault.Message}" });
        }
        catch (InvalidDataException fault)
        {
            await WriteAsync(http, StatusCodes.Status400BadRequest, new Status { Code = InvalidArgument, Message = $"This is not what Content-Encoding says: {fault.Message}" });
        }
        catch (BadHttpRequestException fault)
        {
            var code = fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? ResourceExhausted : InvalidArgument;
            await WriteAsync(http, fault.StatusCode, new Status { Code = code, Message = fault.Message });
        }
    }

    private static bool HasProtobuf(this HttpRequest request) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType == Protobuf;

    private static async Task WriteAsync(HttpContext http, int status, IMessage message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Protobuf;
        http.Response.ContentLength = message.CalculateSize();
        await http.Response.Body.WriteAsync(message.ToByteArray(), http.RequestAborted);
    }
}
