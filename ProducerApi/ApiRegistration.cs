using Microsoft.Extensions.Options;
using ProducerApi.Documentation;
using ProducerApi.Events;
using ProducerApi.Problems;
using ProducerApi.Publish;
using ProducerApi.Security;

namespace ProducerApi;

/// <summary>Registers the services of this API and maps its endpoints.</summary>
internal static class ApiRegistration
{
    /// <summary>Registers the services that the endpoints need.</summary>
    /// <exception cref="OptionsValidationException">The section <c>ProducerApi</c> is not valid. The message lists all errors.</exception>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(ApiOptions.Section);
        var options = section.Get<ApiOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        var errors = options.Validate().Select(error => $"{section.Path}: {error}.").ToList();
        if (errors.Count > 0) throw new OptionsValidationException(section.Path, typeof(ApiOptions), errors);

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(new ApiKey(options.ApiKey));
        builder.Services.AddSingleton(new TopicRules(options.Topics.Allow, options.Topics.Deny));
        builder.Services.AddSingleton<RequestBody>();
        builder.Services.AddSingleton<NdjsonPublisher>();
        builder.Services.AddSingleton(services => new RandomPageEvents(new Random(), services.GetRequiredService<TimeProvider>()));
        builder.Services.ConfigureHttpJsonOptions(json => ResponseJson.Configure(json.SerializerOptions));
        builder.AddLimits(options);
        builder.AddProblems();
        builder.AddDocumentation();
    }

    /// <summary>Creates the group of endpoints that publish records, with limits, API key and the documentation of common errors.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app)
    {
        var api = app.MapGroup("");
        if (app.Services.GetRequiredService<ApiKey>().IsRequired) api.AddEndpointFilter<RequireApiKey>();
        api.WithMetadata(new Limited());
        foreach (var status in Problem.StatusesOfEveryEndpoint) api.ProducesProblem(status);
        return api;
    }
}
