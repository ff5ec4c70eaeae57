using Kafka.EndToEnd.Tests.Statistics;
using Kafka.EndToEnd.Tests.Support;

namespace Kafka.EndToEnd.Tests.Running;

/// <summary>The way of an event through the services.</summary>
internal static class EventFlow
{
    /// <summary>Publishes an event over HTTP and waits until it has been printed, transformed and counted, each once.</summary>
    public static async Task<PublishedEvent> FlowsThroughEveryServiceAsync(Application application)
    {
        var published = await PublishedEvent.PublishAsync(application, PublishedEvent.NewName(), milliseconds: 300);
        var bootstrapServers = await application.BootstrapServersAsync();

        var sent = TopicReader.ReadTo(bootstrapServers, "page-events", published.Partition, published.Offset)[^1];
        Assert.Equal(published.Name, TopicReader.KeyOf(sent));
        Assert.Equal(published.TraceId, TopicReader.TraceIdOf(sent));

        var line = $@"page-events \[{published.Partition}\] @{published.Offset} {published.Name} \S+Z .*""name"":""{published.Name}""";
        await application.WaitForLineAsync(Application.Consumer, line);

        var transformed = await application.FindRecordAsync("page-events-json", published.Name);
        Assert.Equal(published.TraceId, TopicReader.TraceIdOf(transformed));
        Assert.Contains("\"durationClass\":", TopicReader.ValueOf(transformed));

        await IsCountedAsync(application, published.Name, new(1, 300, 300));
        return published;
    }

    /// <summary>Waits until each replica of StreamsService answers with these totals for a page.</summary>
    public static async Task IsCountedAsync(Application application, string page, Totals expected)
    {
        foreach (var replica in application.InstancesOf(Application.Streams))
        {
            using var http = new HttpClient { BaseAddress = replica.Address };
            await application.EventuallyAsync(
                $"{replica.Id} has the totals {expected} for {page}",
                async () => await Totals.OfAsync(http, page) == expected,
                [Application.Streams]);
        }
    }
}
