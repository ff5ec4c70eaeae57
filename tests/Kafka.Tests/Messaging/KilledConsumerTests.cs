using System.Text.RegularExpressions;
using ConsumerWorker;

namespace Kafka.Tests.Messaging;

public partial class KilledConsumerTests(KafkaCluster cluster)
{
    [Fact]
    public async Task A_consumer_that_is_killed_again_and_again_loses_nothing()
    {
        const int Count = 3_000;
        var topic = cluster.NewTopic(partitions: 2);
        var configuration = cluster.Configuration;
        configuration["Topics:page-events:Name"] = topic;
        configuration["Kafka:Consumer:Group"] = KafkaCluster.NewName("group");
        var seen = new HashSet<int>();

        for (var life = 0; life < 3; life++)
        {
            cluster.Produce(topic, life % 2, PageEvents.Numbered(Count / 3, from: life * Count / 3));
            await using var worker = ServiceProcess.Start(typeof(PrintRecord), configuration);
            await Eventually.TrueAsync(() => Take(worker) > life * Count / 3, "the process prints new records");
            await worker.KillAsync();
            Take(worker);
        }

        await using var last = ServiceProcess.Start(typeof(PrintRecord), configuration);
        await Eventually.TrueAsync(() => Take(last) == Count, "every record is printed");

        int Take(ServiceProcess worker)
        {
            while (worker.Output.TryDequeue(out var line))
            {
                if (PrintedName().Match(line) is { Success: true } match) seen.Add(int.Parse(match.Groups[1].ValueSpan));
            }

            return seen.Count;
        }
    }

    [GeneratedRegex("\"name\":\"(\\d+)\"")]
    private static partial Regex PrintedName();
}
