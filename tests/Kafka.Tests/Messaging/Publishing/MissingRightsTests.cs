using System.Net;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Kafka.Tests.ProducerApi.Idempotency;
using LocalProcesses.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using static Kafka.Tests.Messaging.TransformHost;

namespace Kafka.Tests.Messaging.Publishing;

/// <summary>Apache Kafka with an authorizer. Everybody may do everything, except what a test forbids.</summary>
public sealed class AuthorizingCluster : IAsyncLifetime
{
    private const string Everybody = "User:ANONYMOUS";

    private ApacheKafkaCluster? _kafka;

    internal KafkaCluster Cluster => new(_kafka!);

    public async ValueTask InitializeAsync()
    {
        if (ApacheKafkaCluster.Home is null) return;

        _kafka = await ApacheKafkaCluster.StartAsync(new()
        {
            Heap = "-Xms128M -Xmx512M",
            Settings = new Dictionary<string, string>
            {
                ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                ["allow.everyone.if.no.acl.found"] = "true",
            },
        });
        await CreateAsync(Acl(ResourceType.Broker, "kafka-cluster", AclOperation.All, AclPermissionType.Allow)); // for the broker itself
    }

    /// <summary>Takes a right away.</summary>
    internal Task ForbidAsync(ResourceType type, string name, AclOperation operation) => CreateAsync(Acl(type, name, operation, AclPermissionType.Deny));

    /// <summary>Gives a right back.</summary>
    internal async Task AllowAsync(ResourceType type, string name, AclOperation operation)
    {
        using var admin = NewAdmin();
        var acl = Acl(type, name, operation, AclPermissionType.Deny);
        await admin.DeleteAclsAsync([acl.ToFilter()]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_kafka is not null) await _kafka.DisposeAsync();
    }

    private async Task CreateAsync(AclBinding acl)
    {
        using var admin = NewAdmin();
        await admin.CreateAclsAsync([acl]);
    }

    private IAdminClient NewAdmin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();

    private static AclBinding Acl(ResourceType type, string name, AclOperation operation, AclPermissionType permission) => new()
    {
        Pattern = new() { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new() { Principal = Everybody, Host = "*", Operation = operation, PermissionType = permission },
    };
}

/// <summary>Services whose producer lacks a right wait for it, say which, and continue by themselves.</summary>
[Collection(nameof(NonParallel))]
public sealed class MissingRightsTests(AuthorizingCluster rights) : IClassFixture<AuthorizingCluster>
{
    private const ResourceType TransactionalId = (ResourceType)5; // as in librdkafka; Confluent.Kafka does not name it
    private const string Skipped = "KAFKA_HOME is not set, and only a real cluster has rights.";

    [Fact]
    public async Task ProducerApi_that_may_write_to_no_topic_answers_403_and_is_unhealthy_until_it_may()
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, Skipped);

        await rights.ForbidAsync(ResourceType.Topic, "*", AclOperation.Write);
        await rights.ForbidAsync(ResourceType.Broker, "kafka-cluster", AclOperation.IdempotentWrite);
        await using var api = ProducerApi.RunningApi.Start(rights.Cluster);
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health")).StatusCode is HttpStatusCode.ServiceUnavailable, "it is unhealthy");
        await Eventually.TrueAsync(
            async () => (await api.PostAsync("/events", PageEvents.Json("refused"))).StatusCode is HttpStatusCode.Forbidden, "it answers 403");

        await rights.AllowAsync(ResourceType.Topic, "*", AclOperation.Write);
        await rights.AllowAsync(ResourceType.Broker, "kafka-cluster", AclOperation.IdempotentWrite);
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health")).IsSuccessStatusCode, "it is healthy, although nothing was sent");

        using var response = await api.PostAsync("/events", PageEvents.Json("accepted"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ProducerApi_that_may_not_use_the_transactional_id_of_its_keys_is_unhealthy_until_it_may()
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, Skipped);

        await using var keyed = new KeyedApi(rights.Cluster);
        var api = keyed.Start();
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health")).IsSuccessStatusCode, "it is healthy");
        await rights.ForbidAsync(TransactionalId, keyed.Keys, AclOperation.Write);
        var publishing = api.PostKeyedAsync("/events", PageEvents.Json("waits"), "key");
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health")).StatusCode is HttpStatusCode.ServiceUnavailable, "it is unhealthy");
        await rights.AllowAsync(TransactionalId, keyed.Keys, AclOperation.Write);

        using var response = await publishing;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Eventually.TrueAsync(async () => (await api.GetAsync("/health")).IsSuccessStatusCode, "it is healthy again");
    }

    [Theory]
    [InlineData(TransactionalId, AclOperation.Write)]
    [InlineData(ResourceType.Topic, AclOperation.Write)]
    public async Task A_transform_that_lacks_a_right_waits_for_it_and_transforms_each_record_once(ResourceType type, AclOperation operation)
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, Skipped);

        var cluster = rights.Cluster;
        var (input, output, group) = (cluster.NewTopic(partitions: 2), cluster.NewTopic(partitions: 2), KafkaCluster.NewName("group"));
        var id = KafkaCluster.NewName("id");
        var name = type is ResourceType.Topic ? output : id;
        await using var service = await (await StartAsync(cluster.Configuration, input, output, group,
            ("Aspire:Confluent:Kafka:Producer:Config:TransactionalId", id))).ReadyAsync();
        cluster.Produce(input, 0, PageEvents.Numbered(100));
        Assert.Equal(100, cluster.Read(output, 100).Count);

        await rights.ForbidAsync(type, name, operation);
        cluster.Produce(input, 1, PageEvents.Numbered(100, from: 100));
        await Eventually.TrueAsync(async () => (await ProducerAsync(service)).Status is HealthStatus.Unhealthy, "it is unhealthy");
        Assert.Contains(name, (await ProducerAsync(service)).Description, StringComparison.Ordinal);
        await rights.AllowAsync(type, name, operation);

        Assert.Equal(200, cluster.Read(output, 200).Count);
        await service.ReadyAsync();
        Assert.Equal(Enumerable.Range(0, 200), Names(cluster.ReadToEnd(output)).Order());
        Assert.False(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_topic_that_is_created_again_while_a_transform_waits_for_a_right_is_transformed_from_its_beginning()
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, Skipped);

        var cluster = rights.Cluster;
        var (input, output, group) = (cluster.NewTopic(partitions: 1), cluster.NewTopic(partitions: 1), KafkaCluster.NewName("group"));
        await using var service = await (await StartAsync(cluster.Configuration, input, output, group)).ReadyAsync();
        cluster.Produce(input, 0, PageEvents.Numbered(100));
        Assert.Equal(100, cluster.Read(output, 100).Count);

        await rights.ForbidAsync(ResourceType.Topic, output, AclOperation.Write);
        cluster.Produce(input, 0, PageEvents.Numbered(10, from: 100));
        await Eventually.TrueAsync(async () => (await ProducerAsync(service)).Status is HealthStatus.Unhealthy, "transactions fail");
        await cluster.RecreateTopicAsync(input, partitions: 1);
        cluster.Produce(input, 0, PageEvents.Numbered(150, from: 1_000));
        await Eventually.TrueAsync(
            () => service.Log.Any(line => line.Contains("was deleted and created again", StringComparison.Ordinal)), "the new topic is noticed");
        await rights.AllowAsync(ResourceType.Topic, output, AclOperation.Write);

        Assert.Equal(250, cluster.Read(output, 250).Count);
        await Eventually.TrueAsync(() => cluster.Committed(input, group).GetValueOrDefault(0) == 150, "the offsets of the new topic are committed");
        Assert.Equal([.. Enumerable.Range(0, 100), .. Enumerable.Range(1_000, 150)], Names(cluster.ReadToEnd(output)).Order());
    }

    private static async Task<HealthReportEntry> ProducerAsync(TestService service) => (await service.HealthAsync()).Entries["producer"];
}
