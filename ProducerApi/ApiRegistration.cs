using Messaging;
using Messaging.Topics;
using Microsoft.Extensions.Options;
using ProducerApi.Bodies;
using ProducerApi.Events;
using ProducerApi.Idempotency;
using ProducerApi.Problems;
using ProducerApi.Publish;
using ProducerApi.Records;
using ProducerApi.Security;
using ServiceDefaults.Http;

namespace ProducerApi;

/// <summary>Registers the services of this API and maps the group of its endpoints.</summary>
internal static class ApiRegistration
{
    /// <summary>The error statuses that every endpoint of the API can return.</summary>
    private static readonly int[] StatusesOfEveryEndpoint = [400, 401, 403, 404, 408, 413, 414, 429, 431, 500, 503];

    /// <summary>Registers the options, the services that the endpoints need, and the port for HTTP/2.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ApiOptions, ApiOptionsValidator>()
            .BindConfiguration(ApiOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true);
        services.AddSingleton(provider => new ApiKey(provider.GetRequiredService<IOptions<ApiOptions>>().Value.ApiKey));
        services.AddSingleton<ProtectedTopics>();
        services.AddSingleton(provider => new TopicRules(
            provider.GetRequiredService<IOptions<ApiOptions>>().Value.Topics, provider.GetRequiredService<ProtectedTopics>()));
        services.AddSingleton<TimestampLimits>();
        services.AddSingleton<DeclaredFormats>();
        builder.AddKeyedPublisher();
        services.AddSingleton<RecordPublisher>();
        services.AddSingleton<RequestBody>();
        services.AddSingleton<NdjsonPublisher>();
        services.AddSingleton(provider => new RandomPageEvents(new Random(), provider.GetRequiredService<TimeProvider>()));
        services.AddExceptionHandler<ExceptionProblems>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.AddHttp2Port();
    }

    /// <summary>
    /// Creates the group of endpoints that publish records, with limits, API key, content codings and the documentation of common errors.
    /// Redirects the root to the documentation.
    /// </summary>
    public static RouteGroupBuilder MapApi(this WebApplication app)
    {
        app.MapGet("/", () => TypedResults.Redirect(ApiDocumentation.Page)).ExcludeFromDescription();
        var api = app.MapGroup("").RequireApiKey().DecodeBodies().WithMetadata(new Limited());
        foreach (var status in StatusesOfEveryEndpoint) api.ProducesProblem(status);
        return api;
    }
}
