using Contracts;
using Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.Messaging;

public sealed class KafkaPropertiesTests(KafkaCluster cluster)
{
    [Fact]
    public async Task Credentials_reach_every_client_and_never_the_log()
    {
        const string Secret = "correct-horse-battery-staple";
        var configuration = cluster.Configuration;
        configuration["Kafka:Properties:security_protocol"] = "SASL_PLAINTEXT"; // the form for environment variables
        configuration["Kafka:Properties:sasl.mechanism"] = "PLAIN";
        configuration["Kafka:Properties:sasl.username"] = "somebody";
        configuration["Kafka:Properties:sasl.password"] = Secret;
        configuration["Kafka:Properties:debug"] = "all"; // everything that the client can log

        await using var service = await TestService.StartAsync(configuration, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace);
            builder.AddSubscription<PageEvent, Recorder>(Topics.PageEvents with { Name = "unused" }, "unused");
            builder.Services.Replace(ServiceDescriptor.Singleton<IHandler<PageEvent>>(new Recorder()));
        });

        await Eventually.TrueAsync(() => Said("#producer-") && Said("#consumer-"), "both clients have started");
        await Eventually.TrueAsync(() => Said("sasl_plaintext://"), "they use the configured protocol");
        Assert.DoesNotContain(service.Log, line => line.Contains(Secret, StringComparison.Ordinal));

        bool Said(string text) => service.Log.Any(line => line.Contains(text, StringComparison.Ordinal));
    }
}
