namespace Messaging;

/// <summary>What this service consumes, as configured.</summary>
/// <param name="Topic">The name of the topic in the cluster.</param>
/// <param name="Group">The consumer group, which all instances of the service share.</param>
public sealed record Subscription(string Topic, string Group);
