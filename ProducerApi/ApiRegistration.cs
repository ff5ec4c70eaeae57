using Contracts;
using Messaging.Topics;
using Microsoft.Extensions.Options;
using ProducerApi.Events;
using ProducerApi.Problems;
using ProducerApi.Publish;
using ProducerApi.Security;
using ServiceDefaults.Http;

namespace ProducerApi;

/// <summary>Registers the services of this API and maps the group of its endpoints.</summary>
internal static class ApiRegistration
{
    /// <summary>The error statuses that every endpoint of the API can return.</summary>
    private static readonly int[] StatusesOfEveryEndpoint = [400, 401, 404, 408, 413, 429, 500, 503];

    /// <summary>Registers the options, the services that the endpoints need, and the port for HTTP/2.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ApiOptions, ApiOptionsValidator>()
            .BindConfiguration(ApiOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(provider => new ApiKey(provider.GetRequiredService<IOptions<ApiOptions>>().Value.ApiKey));
        services.AddSingleton(provider => new TopicRules(
            provider.GetRequiredService<IOptions<ApiOptions>>().Value.Topics, builder.Configuration.TopicName(Topics.PageStatisticsName)));
        services.AddSingleton<RequestBody>();
        services.AddSingleton<NdjsonPublisher>();
        services.AddSingleton(provider => new RandomPageEvents(new Random(), provider.GetRequiredService<TimeProvider>()));
        services.AddExceptionHandler<ExceptionProblems>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.AddHttp2Port();
    }

    /// <summary>
    /// Creates the group of endpoints that publish records, with limits, API key and the documentation of common errors. Redirects the root
    /// to the documentation.
    /// </summary>
    public static RouteGroupBuilder MapApi(this WebApplication app)
    {
        app.MapGet("/", () => TypedResults.Redirect(ApiDocumentation.Page)).ExcludeFromDescription();
        var api = app.MapGroup("").RequireApiKey().WithMetadata(new Limited());
        foreach (var status in StatusesOfEveryEndpoint) api.ProducesProblem(status);
        return api;
    }
}
