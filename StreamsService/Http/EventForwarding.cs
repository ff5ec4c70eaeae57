using System.Diagnostics;
using System.Net;
using Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using StreamsService.Http.Documentation;
using Yarp.ReverseProxy.Forwarder;

namespace StreamsService.Http;

/// <summary><c>POST /events</c>: one event on its way to ProducerApi, so that a page from here may publish without asking another site.</summary>
internal static class EventForwarding
{
    private const string Json = "application/json";
    private const int MaxBytes = 64 * 1024;
    private static readonly EventTransformer Transformer = new();

    public static void AddEventForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(_ => new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current), // the request's trace goes on
        }));
    }

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/events", PostAsync)
            .WithName("PublishEvent")
            .WithTags("Publishing")
            .WithSummary("Publishes one page event")
            .WithDescription("""
                Goes to ProducerApi, whose answer comes back as it is: a receipt with partition and offset, or what is wrong with the event.
                """)
            .Accepts<PageEvent>(Json)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBytes))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status502BadGateway)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status504GatewayTimeout)
            .WithEventExamples();

    private static async Task PostAsync(
        HttpContext http, PublishingOptions publishing, IHttpForwarder forwarder, HttpMessageInvoker client)
    {
        if (await ForwardAsync(http, publishing, forwarder, client) is { } problem) await problem.ExecuteAsync(http);
    }

    private static async Task<Problem?> ForwardAsync(
        HttpContext http, PublishingOptions publishing, IHttpForwarder forwarder, HttpMessageInvoker client)
    {
        // Routing lets a request without a type through, which another site's page may send without being asked.
        if (!IsJson(http.Request))
        {
            return new(StatusCodes.Status415UnsupportedMediaType, "An event must be JSON.", $"The header Content-Type must be {Json}.");
        }

        if (publishing.Address is not { } address)
        {
            return new(
                StatusCodes.Status503ServiceUnavailable, "No ProducerApi is configured.",
                "This service counts events. Set Publishing:Address for it to pass on new ones.");
        }

        var limits = new ForwarderRequestConfig { ActivityTimeout = publishing.Timeout };
        var error = await forwarder.SendAsync(http, address.AbsoluteUri, client, limits, Transformer);
        return error is ForwarderError.None || http.Response.HasStarted ? null : ProblemOf(http);
    }

    private static Problem ProblemOf(HttpContext http) => http.Features.Get<IForwarderErrorFeature>() switch
    {
        { Exception: { } e } when RefusalIn(e) is { } bad => new(bad.StatusCode, "The request can't be read.", bad.Message),
        { Error: ForwarderError.RequestTimedOut } => new(
            StatusCodes.Status504GatewayTimeout, "ProducerApi does not answer in time.", "The event may have been published all the same."),
        _ => new(
            StatusCodes.Status502BadGateway, "ProducerApi can't be reached.",
            "It is away, or ended the connection. The event may have been published in the latter case."),
    };

    /// <summary>What the server says of the request, which is too large for example; the forwarder adds what came of it.</summary>
    private static BadHttpRequestException? RefusalIn(Exception e) =>
        e as BadHttpRequestException ?? (e as AggregateException)?.InnerExceptions.OfType<BadHttpRequestException>().FirstOrDefault();

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase);
}
