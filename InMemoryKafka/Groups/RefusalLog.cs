using System.Collections.Concurrent;
using Confluent.Kafka;

namespace InMemoryKafka.Groups;

/// <summary>Logs why a client can't join a group. It logs each reason once, although clients try again every second.</summary>
internal sealed partial class RefusalLog(ILogger logger)
{
    private readonly ConcurrentDictionary<string, string> _lastReasons = [];

    public void Add(string group, string client, ErrorCode error, string reason)
    {
        if (_lastReasons.TryGetValue(group, out var last) && last == client + reason) return;

        _lastReasons[group] = client + reason;
        Refused(client, group, error, reason);
    }

    public void Clear(string group) => _lastReasons.TryRemove(group, out _);

    [LoggerMessage(4, LogLevel.Warning, "Client {Client} can't join group {Group} ({Error}): {Reason}.")]
    private partial void Refused(string client, string group, ErrorCode error, string reason);
}
