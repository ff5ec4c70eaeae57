namespace Messaging.Topics;

/// <summary>A topic that the service reads for as long as it runs, so that <see cref="TopicWatcher"/> watches it.</summary>
internal sealed record WatchedTopic(string Name);
