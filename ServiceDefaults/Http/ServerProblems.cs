using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace ServiceDefaults.Http;

/// <summary>
/// Adds problem details to the responses that Kestrel itself sends, before a request reaches the middleware: to a request line that is not
/// valid (400) or too long (414), to headers that are too large (431) or slow (408), and so on. Kestrel's own have no body.
/// </summary>
/// <remarks>
/// Kestrel reports such a request as the diagnostic event <see cref="BadRequest"/> before it writes its response. At this point the
/// response can't be changed, but its bytes can be replaced on their way to the client. HTTPS connections are left alone: their bytes are
/// encrypted.
/// </remarks>
internal static class ServerProblems
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public static void AddServerProblems(this IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter, Subscription>();
        services.AddOptions<EndpointDefaults>().Configure<TimeProvider>((defaults, time) =>
            defaults.Add(endpoint => endpoint.Use(next => connection => HandleAsync(connection, next, time))));
    }

    private static async Task HandleAsync(ConnectionContext connection, ConnectionDelegate next, TimeProvider time)
    {
        var transport = connection.Transport;
        var output = new ReplaceableOutput(transport.Output);
        connection.Features.Set(output);
        connection.Transport = new DuplexPipe(transport.Input, output);
        try
        {
            await next(connection);
            if (output.IsReplaced) await UnreadInput.DiscardAsync(transport.Input, time);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private static void OnBadRequest(IFeatureCollection request, KestrelServerLimits limits, DateTimeOffset now)
    {
        if (request.Get<ReplaceableOutput>() is not { } output || request.Get<ITlsHandshakeFeature>() is not null) return;
        if (request.Get<IHttpResponseFeature>() is { HasStarted: true }) return;
        if (request.Get<IHttpRequestFeature>() is { Protocol: "HTTP/2" }) return; // responses are frames, not text
        if (request.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException error) return;
        if (HttpMethods.IsHead(request.Get<IHttpRequestFeature>()?.Method ?? "")) return;

        output.Replace(ProblemMessage.Of(ProblemOf(error, limits), now));
    }

    private static Problem ProblemOf(BadHttpRequestException error, KestrelServerLimits limits) => error.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => new(
            error.StatusCode, "The request did not arrive in time.",
            $"The request line and the headers may take {limits.RequestHeadersTimeout.TotalSeconds} s to arrive."),
        StatusCodes.Status414UriTooLong => new(
            error.StatusCode, "The address is too long.",
            $"The request line, which contains the address, may have {limits.MaxRequestLineSize} bytes."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => new(
            error.StatusCode, "The headers are too large.",
            $"A request may have {limits.MaxRequestHeaderCount} headers, of {limits.MaxRequestHeadersTotalSize} bytes together."),
        _ => new(error.StatusCode, "The request is not valid HTTP.", error.Message),
    };

    private sealed class Subscription(DiagnosticListener diagnostics, IOptions<KestrelServerOptions> kestrel, TimeProvider time)
        : IStartupFilter, IObserver<KeyValuePair<string, object?>>
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next)
        {
            diagnostics.Subscribe(this, name => name == BadRequest);
            return next;
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is not { Key: BadRequest, Value: IFeatureCollection request }) return;

            OnBadRequest(request, kestrel.Value.Limits, time.GetUtcNow());
        }

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
