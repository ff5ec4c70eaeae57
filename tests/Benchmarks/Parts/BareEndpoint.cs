using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ProducerApi;
using ProducerApi.Events;
using ServiceDefaults.Contracts;
using ServiceDefaults.Messaging.Publishing;

namespace Benchmarks.Parts;

/// <summary>The least that <c>POST /events</c> can be: the same server, body and JSON, in and out, without Kafka and without anything around it.</summary>
internal static class BareEndpoint
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.ConfigureHttpJsonOptions(json => AnswerJson.Configure(json.SerializerOptions));
        await using var app = builder.Build();
        app.MapGet("/health", () => TypedResults.Ok());
        var body = new RequestBody(new(), TimeProvider.System);
        app.MapPost("/events", async (HttpContext http) =>
        {
            var (page, _) = PageEventJson.Read(Topics.PageEvents, await body.ReadAsync(http.Request));
            return TypedResults.Ok(new Receipt(Topics.PageEvents.Name, 0, 0, page!.Date));
        });
        await app.RunAsync();
    }
}
