using System.Text;
using Confluent.Kafka;
using Contracts;
using Messaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProducerApi;
using ProducerApi.Bodies;
using ProducerApi.Events;
using ServiceDefaults.Http;

namespace Benchmarks.Baselines;

/// <summary>
/// The minimum work of <c>POST /events</c>: the same server, request body and JSON, and nothing else. If a topic is set, it publishes with
/// a bare idempotent producer; otherwise it does not use Kafka.
/// </summary>
internal static class BareEndpoint
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.ConfigureHttpJsonOptions(json => HttpJson.Configure(json.SerializerOptions, ResponseTypes.Default));
        await using var app = builder.Build();
        app.MapGet("/health", () => TypedResults.Ok());

        var body = new RequestBody(Options.Create(new ApiOptions()), TimeProvider.System);
        var topic = Assignment.Of(app.Configuration).To;
        using var producer = BareClients.NewProducer(app.Configuration, lingerMilliseconds: 0);
        app.MapPost("/events", async (HttpContext http) =>
        {
            var (pageEvent, _) = PageEventJson.Read(Topics.PageEvents, await body.ReadAsync(http.Request));
            return TypedResults.Ok(
                topic.Length > 0 ? await PublishAsync(producer, topic, pageEvent!) : new(Topics.PageEvents.Name, 0, 0, pageEvent!.Date));
        });
        await app.RunAsync();
    }

    private static async Task<Receipt> PublishAsync(IProducer<byte[], byte[]> producer, string topic, PageEvent pageEvent)
    {
        var result = await producer.ProduceAsync(
            topic,
            new() { Key = Encoding.UTF8.GetBytes(pageEvent.Name), Value = Topics.PageEvents.Encode(pageEvent), Timestamp = new(pageEvent.Date) });
        return new(result.Topic, result.Partition, result.Offset, pageEvent.Date);
    }
}
