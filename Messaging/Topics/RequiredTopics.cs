using Microsoft.Extensions.Configuration;

namespace Messaging.Topics;

/// <summary>The topics that the service requires.</summary>
internal sealed class RequiredTopics(IEnumerable<RequiredTopic> registered, IConfiguration configuration)
{
    /// <summary>Each topic once.</summary>
    public IReadOnlyList<RequiredTopic> All { get; } = [.. registered.DistinctBy(topic => topic.Name)];

    /// <summary>Whether the service creates missing topics, and adds partitions: <c>Topics:Create</c>.</summary>
    public bool MayCreate { get; } = configuration.GetValue("Topics:Create", true);
}
