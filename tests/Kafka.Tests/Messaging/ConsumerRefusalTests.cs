using Confluent.Kafka;
using Confluent.Kafka.Admin;
using LocalProcesses.Kafka;
using Messaging.Consuming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kafka.Tests.Messaging;

/// <summary>What a consumer says that its cluster refuses, on an Apache Kafka with ACLs where only the anonymous user is denied.</summary>
public sealed class ConsumerRefusalTests : IClassFixture<ConsumerRefusalTests.ClusterWithAcls>
{
    private readonly ClusterWithAcls _own;
    private readonly string _group = KafkaCluster.NewName("group");
    private readonly Recorder _recorder = new();

    public ConsumerRefusalTests(ClusterWithAcls cluster)
    {
        Assert.SkipWhen(ApacheKafkaCluster.Home is null, "The in-memory cluster has no ACLs and refuses no member. Set KAFKA_HOME.");
        _own = cluster;
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_missing_right_on_the_group_is_named_until_it_is_granted(GroupProtocol protocol)
    {
        var cluster = _own.Cluster(protocol);
        var topic = cluster.NewTopic(partitions: 1);
        var denied = await _own.DenyAsync(ResourceType.Group, _group);
        await using var service = await _recorder.SubscribeAsync(cluster, topic, _group);

        await service.UnhealthyAsync("consumer", $"lacks the right Read on the group {_group}. Grant it with kafka-acls.sh");
        await _own.AllowAsync(denied);
        await service.ReadyAsync();

        cluster.Produce(topic, 0, PageEvents.Numbered(1));
        await Eventually.TrueAsync(() => _recorder.Handled.Count == 1, "the record is handled");
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_right_on_the_topic_that_is_revoked_while_the_service_runs_is_named_until_it_is_granted(GroupProtocol protocol)
    {
        var cluster = _own.Cluster(protocol);
        var topic = cluster.NewTopic(partitions: 1);
        cluster.Produce(topic, 0, PageEvents.Numbered(1));
        await using var service = await _recorder.SubscribeAsync(cluster, topic, _group);
        await service.ReadyAsync();
        await Eventually.TrueAsync(() => _recorder.Handled.Count == 1, "the first record is handled");

        var denied = await _own.DenyAsync(ResourceType.Topic, topic);
        await service.UnhealthyAsync("consumer", $"lacks the right Read on the topic {topic}. Grant it with kafka-acls.sh");
        await _own.AllowAsync(denied);
        await service.ReadyAsync();

        cluster.Produce(topic, 0, PageEvents.Numbered(1, from: 1));
        await Eventually.TrueAsync(() => _recorder.Handled.Count == 2, "the next record is handled");
    }

    [Theory]
    [InlineData(GroupProtocol.Classic)]
    [InlineData(GroupProtocol.Consumer)]
    public async Task A_right_on_the_group_that_is_revoked_while_the_service_runs_is_named_until_it_is_granted(GroupProtocol protocol)
    {
        var cluster = _own.Cluster(protocol);
        var topic = cluster.NewTopic(partitions: 1);
        await using var service = await _recorder.SubscribeAsync(cluster, topic, _group);
        await service.ReadyAsync();

        var denied = await _own.DenyAsync(ResourceType.Group, _group);
        await service.UnhealthyAsync("consumer", $"lacks the right Read on the group {_group}. Grant it with kafka-acls.sh");
        await _own.AllowAsync(denied);
        await service.ReadyAsync();

        cluster.Produce(topic, 0, PageEvents.Numbered(1));
        await Eventually.TrueAsync(() => _recorder.Handled.Count == 1, "the record is handled");
    }

    [Fact]
    public async Task Another_assignment_strategy_in_the_group_is_named()
    {
        var cluster = _own.Cluster(GroupProtocol.Classic);
        var topic = cluster.NewTopic(partitions: 1);
        await using var other = await _recorder.SubscribeAsync(cluster, topic, _group, ("Aspire:Confluent:Kafka:Consumer:Config:PartitionAssignmentStrategy", "Range"));
        await other.ReadyAsync();

        await using var service = await _recorder.SubscribeAsync(cluster, topic, _group);
        await service.UnhealthyAsync("consumer", $"The members of group {_group} use the assignment strategy range, and this service group.protocol=classic and "
            + "partition.assignment.strategy=cooperative-sticky");
        await other.StopAsync();

        await service.ReadyAsync();
    }

    [Fact]
    public async Task A_static_member_whose_id_is_in_use_waits_for_it_and_says_so()
    {
        var cluster = _own.Cluster(GroupProtocol.Consumer);
        var topic = cluster.NewTopic(partitions: 1);
        var id = ("Aspire:Confluent:Kafka:Consumer:Config:GroupInstanceId", "one");
        await using var first = await (await _recorder.SubscribeAsync(cluster, topic, _group, id)).ReadyAsync();

        await using var second = await _recorder.SubscribeAsync(cluster, topic, _group, id);
        await second.UnhealthyAsync("consumer", $"Group {_group} still has a member with group.instance.id one");
        await first.StopAsync();

        await second.ReadyAsync();
    }

    [Fact]
    public async Task A_classic_static_member_that_is_fenced_stops_with_the_reason()
    {
        var cluster = _own.Cluster(GroupProtocol.Classic);
        var topic = cluster.NewTopic(partitions: 1);
        var id = ("Aspire:Confluent:Kafka:Consumer:Config:GroupInstanceId", "one");
        await using var first = await (await _recorder.SubscribeAsync(cluster, topic, _group, id)).ReadyAsync();
        try
        {
            await using var second = await (await _recorder.SubscribeAsync(cluster, topic, _group, id)).ReadyAsync();

            var stopping = first.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            await Eventually.TrueAsync(() => stopping.IsCancellationRequested, "the first one stops");
            Assert.Contains("same group.instance.id", first.ConsumerState.Failure);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task A_member_without_partitions_is_healthy()
    {
        var cluster = _own.Cluster(GroupProtocol.Consumer);
        var topic = cluster.NewTopic(partitions: 1);
        await using var first = await (await _recorder.SubscribeAsync(cluster, topic, _group)).ReadyAsync();

        await using var spare = await (await _recorder.SubscribeAsync(cluster, topic, _group)).ReadyAsync();

        Assert.Equal(1, new[] { first, spare }.Sum(service => service.Services.GetRequiredService<ISubscriptionStatus>().Partitions.Count));
    }

    /// <summary>An Apache Kafka that allows everything except what a test denies.</summary>
    public sealed class ClusterWithAcls : IAsyncLifetime
    {
        private ApacheKafkaCluster? _kafka;

        public KafkaCluster Cluster(GroupProtocol protocol) => new KafkaCluster(_kafka!).With(protocol);

        public async ValueTask InitializeAsync()
        {
            if (ApacheKafkaCluster.Home is null) return;

            _kafka = await ApacheKafkaCluster.StartAsync(new()
            {
                Settings = new Dictionary<string, string>
                {
                    ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                    ["allow.everyone.if.no.acl.found"] = "true",
                },
            });
        }

        public async ValueTask DisposeAsync()
        {
            if (_kafka is not null) await _kafka.DisposeAsync();
        }

        /// <summary>Denies reading a topic or a group.</summary>
        public async Task<AclBinding> DenyAsync(ResourceType type, string name)
        {
            var denied = new AclBinding
            {
                Pattern = new() { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
                Entry = new() { Principal = "User:ANONYMOUS", Host = "*", Operation = AclOperation.Read, PermissionType = AclPermissionType.Deny },
            };
            using var admin = Admin();
            await admin.CreateAclsAsync([denied, Others(denied)]);
            return denied;
        }

        /// <summary>Ends a denial.</summary>
        public async Task AllowAsync(AclBinding denied)
        {
            using var admin = Admin();
            await admin.DeleteAclsAsync([denied.ToFilter()]);
        }

        /// <summary>A resource with an ACL is denied to everyone who has none there.</summary>
        private static AclBinding Others(AclBinding denied) => new()
        {
            Pattern = denied.Pattern,
            Entry = new() { Principal = "User:*", Host = "*", Operation = AclOperation.All, PermissionType = AclPermissionType.Allow },
        };

        private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka!.BootstrapServers }).Build();
    }
}
