using System.Net;
using System.Text;
using Confluent.Kafka;
using Kafka.Tests.KafkaConsole;
using Kafka.Tests.KafkaConsole.DeadLetters;

namespace Kafka.Tests.Security;

/// <summary>Without a right of <c>docs/security.md</c> KafkaConsole answers which one is missing, and does what is asked when it is granted.</summary>
[Collection(nameof(SecuredCluster))]
public sealed class MissingRightOfConsoleTests(SecuredCluster cluster)
{
    private const string User = "kafka-console";
    private const string Group = "some-group";

    /// <summary>The rights of the console: operation, kind and name of the resource.</summary>
    public static TheoryData<string, string, string> Rights =>
    [
        .. from right in SecurityPage.Table where right.User == User select (right.Operation, right.Resource, right.Name),
    ];

    [Theory]
    [MemberData(nameof(Rights))]
    public async Task The_console_says_which_right_it_lacks_until_it_is_granted(string operation, string resource, string name)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        var right = SecurityPage.Table.Single(right => right.User == User && (right.Operation, right.Resource, right.Name) == (operation, resource, name));
        await using var console = await RunningConsole.StartAsync(cluster.ConfigurationOf(User));
        var ask = await RequestOfAsync(console, right);
        await using (await cluster.WithoutAsync(right))
        {
            HttpResponseMessage? refusal = null;
            await Eventually.TrueAsync(async () => !(refusal = await ask()).IsSuccessStatusCode, "the cluster refuses it");
            var ofLetter = resource is "topic" && operation is "Write";
            var problem = await RunningConsole.ReadAsync(refusal!, ofLetter ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.BadGateway);
            var missing = name is "*" ? right with { Name = resource is "topic" ? "page-events" : Group } : right;

            Assert.StartsWith($"The cluster refuses: {missing.MissingSentence}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            AssertNoOpenTransaction();
        }

        using var granted = await ask();
        Assert.True(granted.IsSuccessStatusCode, await granted.Content.ReadAsStringAsync());
    }

    /// <summary>Consumers of committed records would wait for the end of an open transaction, for up to a minute.</summary>
    private void AssertNoOpenTransaction()
    {
        var next = PageEvents.JsonOfNow(KafkaCluster.NewName("page"));
        cluster.Plain.Produce("page-events", 0, next);
        var committed = cluster.Plain.Read("page-events", records => records.Any(IsNext));
        Assert.Contains(committed, IsNext);

        bool IsNext(ConsumeResult<byte[], byte[]> record) => Encoding.UTF8.GetString(record.Message.Value) == next;
    }

    /// <summary>A request that needs the right.</summary>
    private async Task<Func<Task<HttpResponseMessage>>> RequestOfAsync(RunningConsole console, DocumentedRight right)
    {
        switch (right)
        {
            case { Operation: "Read" }:
                return () => console.Http.GetAsync("/api/topics/page-events/records");
            case { Operation: "Describe" }:
                await cluster.Admin.AlterConsumerGroupOffsetsAsync([new(Group, [new TopicPartitionOffset("page-events", 0, 0)])]); // creates the group
                return () => console.Http.GetAsync($"/api/groups/{Group}");
            default:
                var box = new DeadLetterBox(cluster.Plain, "page-events", "consumer-worker");
                await box.FailAsync(0, "once");
                var letter = cluster.Plain.ReadToEnd(box.Topic).Last(record => record.Partition.Value == 0);
                return () => console.PostAsync($"{box.Path}/0/{letter.Offset.Value}/redrive");
        }
    }
}
