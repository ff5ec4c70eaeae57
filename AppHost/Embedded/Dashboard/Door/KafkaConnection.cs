namespace Dashboard.Door;

/// <summary>The cluster that the dashboard looks into.</summary>
/// <param name="Properties">librdkafka's properties for any client, among them <c>bootstrap.servers</c>.</param>
/// <param name="KnowsItsGroups">
/// Whether it answers what an admin client asks about consumer groups. Where it doesn't, what the consumers report of themselves is all
/// there is.
/// </param>
public sealed record KafkaConnection(IReadOnlyDictionary<string, string> Properties, bool KnowsItsGroups);
