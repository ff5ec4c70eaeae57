using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging.Publishing;

/// <summary>A transactional producer that another one fences, which only a real cluster does.</summary>
public sealed class FencedProducerTests(KafkaCluster cluster)
{
    private const int Records = 400;
    private const int Takeovers = 3;

    [Fact]
    public async Task A_fenced_producer_takes_its_transactional_id_back_and_each_record_is_transformed_once()
    {
        Assert.SkipUnless(KafkaCluster.IsReal, "The in-memory cluster does not fence producers.");

        var (input, output, group) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 2), KafkaCluster.NewName("group"));
        var id = KafkaCluster.NewName("id");
        await using var service = await (await StartAsync(cluster.Configuration, input, output, group,
            ("Aspire:Confluent:Kafka:Producer:Config:TransactionalId", id), ("Kafka:Consumer:TransactionMaxRecords", "20"))).ReadyAsync();
        for (var takeover = 0; takeover < Takeovers; takeover++)
        {
            cluster.Produce(input, takeover % 2, PageEvents.Numbered(Records, from: takeover * Records));
            using var other = cluster.NewTransactionalProducer(id);
            other.InitTransactions(KafkaCluster.Timeout);
        }

        cluster.Produce(input, 0, PageEvents.Numbered(1, from: Takeovers * Records)); // a fencing is noticed at the next transaction
        var names = Names(cluster.Read(output, (Takeovers * Records) + 1));
        await Eventually.TrueAsync(() => cluster.Committed(input, group).Count == 2, "the offsets are committed");
        await service.ReadyAsync();

        Assert.Equal(Enumerable.Range(0, (Takeovers * Records) + 1), Names(cluster.ReadToEnd(output)).Order());
        Assert.Equal((Takeovers * Records) + 1, names.Count);
        Assert.Contains(service.Log, line => line.Contains($"Another producer has the transactional id {id}", StringComparison.Ordinal));
        Assert.False(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }
}
