using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Messaging.Clients;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Messaging.Topics;

/// <summary>
/// Compares the topics of the cluster with what the service requires of them, once at startup, and warns of each difference. The health
/// check is degraded when the cluster deletes records that the service needs: the service works, but will lose data.
/// </summary>
internal sealed partial class TopicChecks(
    RequiredTopics topics, ClusterMetadata metadata, IAdminClient admin, ILogger<TopicChecks> logger) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private volatile IReadOnlyList<string> _losses = [];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_losses.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(". ", _losses)));

    /// <summary>Compares and warns. Topics that do not exist are not compared.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var cluster = await metadata.ReadAsync(Timeout, cancellationToken);
            var existing = cluster.Topics.ToDictionary(topic => topic.Topic);
            var present = topics.All.Where(topic => existing.ContainsKey(topic.Name)).ToList();
            var settings = await SettingsAsync(present, cancellationToken);
            var findings = present
                .SelectMany(topic => TopicFinding.Of(topic, existing[topic.Name], settings.GetValueOrDefault(topic.Name) ?? []))
                .ToList();
            foreach (var finding in findings) LogFinding(finding.Text);
            _losses = [.. findings.Where(finding => finding.LosesRecords).Select(finding => finding.Text)];
        }
        catch (KafkaException e)
        {
            LogNotChecked(e.Error.Reason);
        }
    }

    /// <summary>
    /// The settings of each topic. None where the service has no right to read them (DescribeConfigs), or the cluster has none.
    /// </summary>
    private async Task<Dictionary<string, Dictionary<string, string>>> SettingsAsync(List<RequiredTopic> present, CancellationToken cancellationToken)
    {
        if (present.Count == 0) return [];

        try
        {
            var results = await admin.DescribeConfigsAsync(
                present.Select(topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Name }), new() { RequestTimeout = Timeout })
                .WaitAsync(cancellationToken);
            return results.ToDictionary(result => result.ConfigResource.Name, result => ValuesOf(result.Entries));
        }
        catch (DescribeConfigsException e)
        {
            LogNotChecked(e.Error.Reason);
            return e.Results.Where(result => !result.Error.IsError)
                .ToDictionary(result => result.ConfigResource.Name, result => ValuesOf(result.Entries));
        }
        catch (KafkaException e)
        {
            LogNotChecked(e.Error.Reason);
            return [];
        }
    }

    private static Dictionary<string, string> ValuesOf(Dictionary<string, ConfigEntryResult> entries) =>
        entries.ToDictionary(entry => entry.Key, entry => entry.Value.Value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Finding}")]
    private partial void LogFinding(string finding);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The settings of the topics can't be read, so they are not checked: {Reason}")]
    private partial void LogNotChecked(string reason);
}
