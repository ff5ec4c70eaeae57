using System.Diagnostics;
using System.Net;
using Contracts;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ServiceDefaults.Http;
using StreamsService.Http.Documentation;
using Yarp.ReverseProxy.Forwarder;

namespace StreamsService.Http;

/// <summary>
/// <c>POST /events</c>: forwards one event to ProducerApi, so that the live page can publish without a cross-origin request.
/// </summary>
internal static class EventForwarding
{
    private const string DiscoveredAddress = "services:producer-api:http:0";
    private const string Json = "application/json";
    private static readonly EventTransformer Transformer = new();

    /// <summary>Registers the forwarder and its options.</summary>
    public static void AddEventForwarding(this WebApplicationBuilder builder)
    {
        // Not by Microsoft.Extensions.ServiceDiscovery: it would resolve a name for each request, but whether ProducerApi is configured at
        // all, which /topology and the response 503 need, would still have to be read from the configuration.
        builder.Services.AddOptionsWithValidateOnStart<PublishingOptions, PublishingOptionsValidator>()
            .BindConfiguration(PublishingOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .PostConfigure<IConfiguration>((publishing, configuration) =>
                publishing.Address ??= configuration[DiscoveredAddress] is { } address ? new(address, UriKind.RelativeOrAbsolute) : null);
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(_ => new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current), // continues the request's trace
        }));
    }

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/events", PostAsync)
            .WithName("PublishEvent")
            .WithTags("Publishing")
            .WithSummary("Publishes one page event")
            .WithDescription("""
                Forwards the event to ProducerApi and returns its response unchanged: a receipt with partition and offset, or the validation
                errors. An `Idempotency-Key` is forwarded too: a retry with the same key gets the receipt of the first request.
                """)
            .Accepts<PageEvent>(Json)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout)
            .WithEventExamples();

    private static async Task PostAsync(
        HttpContext http, IOptions<PublishingOptions> publishing, IHttpForwarder forwarder, HttpMessageInvoker client, TimeProvider time)
    {
        if (await ForwardAsync(http, publishing.Value, forwarder, client, time) is { } problem) await problem.ExecuteAsync(http);
    }

    private static async Task<Problem?> ForwardAsync(
        HttpContext http, PublishingOptions publishing, IHttpForwarder forwarder, HttpMessageInvoker client, TimeProvider time)
    {
        // Routing accepts requests without a content type. A page of another site can send those without a CORS preflight.
        if (!IsJson(http.Request))
        {
            return new(StatusCodes.Status415UnsupportedMediaType, "An event must be JSON.", $"The Content-Type header must be {Json}.");
        }

        if (publishing.Address is not { } address)
        {
            return new(
                StatusCodes.Status503ServiceUnavailable, "No ProducerApi is configured.",
                "This service can't forward events. Set Publishing:Address to the address of ProducerApi.");
        }

        if (await EventBody.BufferAsync(http.Request, publishing.BodyTimeout, time) is { } refusal) return refusal;

        var limits = new ForwarderRequestConfig { ActivityTimeout = publishing.Timeout };
        var error = await forwarder.SendAsync(http, address.AbsoluteUri, client, limits, Transformer);
        return error is ForwarderError.None || http.Response.HasStarted ? null : ProblemOf(http);
    }

    private static Problem ProblemOf(HttpContext http) => http.Features.Get<IForwarderErrorFeature>() switch
    {
        { Error: ForwarderError.RequestTimedOut } => new(
            StatusCodes.Status504GatewayTimeout, "ProducerApi did not respond in time.", "The event may have been published nevertheless."),
        _ => new(
            StatusCodes.Status502BadGateway, "ProducerApi can't be reached.",
            "ProducerApi is not running, or it closed the connection. If it closed the connection, the event may have been published."),
    };

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase);
}
