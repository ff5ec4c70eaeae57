using System.Text;

namespace AppHost.Services;

/// <summary>Buttons on the dashboard that send something through the running system.</summary>
internal static class PublishCommands
{
    private const string Events = "/publish/page-events/P1";
    private const string Records = "/topics/page-events/records";

    /// <summary>Adds commands to ProducerApi: publish a page event, and send a record that no consumer can read.</summary>
    public static IResourceBuilder<T> WithPublishCommands<T>(this IResourceBuilder<T> producerApi)
        where T : IResourceWithEndpoints => producerApi
        .WithHttpCommand(Events, "Publish an event", commandName: "publish-event", commandOptions: new()
        {
            Method = HttpMethod.Get,
            Description = "Publishes a page event. The result has its receipt and the id of its trace.",
            IconName = "Send",
            IsHighlighted = true,
            ResultMode = HttpCommandResultMode.Auto,
        })
        .WithHttpCommand(Records, "Send a poison record", commandName: "send-poison-record", commandOptions: new()
        {
            Description = "Sends a record to page-events that is not JSON. Each consumer group writes it to its dead-letter topic.",
            IconName = "Bug",
            ResultMode = HttpCommandResultMode.Auto,
            PrepareRequest = context =>
            {
                context.Request.Content = new StringContent("not JSON", Encoding.UTF8, "text/plain");
                return Task.CompletedTask;
            },
        });
}
