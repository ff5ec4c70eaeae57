using Confluent.Kafka;
using Messaging.Clients;
using Messaging.Clients.Connections;

namespace KafkaConsole.Cluster;

/// <summary>The cluster did not do what was requested. Pages and problem responses show the message.</summary>
public sealed class ClusterException(ClusterErrorKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What kind of error it is.</summary>
    public ClusterErrorKind Kind { get; } = kind;

    /// <summary>Describes in plain words what librdkafka or the cluster reports.</summary>
    /// <param name="cause">The error.</param>
    /// <param name="errors">Explains missing rights.</param>
    /// <param name="connections">Explains failed authentication.</param>
    /// <param name="needed">The right that the request needs, for errors that name no resource.</param>
    internal static ClusterException From(KafkaException cause, ClientErrors errors, ConnectionErrors connections, KafkaRight? needed)
    {
        var kind = KindOf(ClientErrors.RefusalIn(cause).Error.Code);
        var refusal = kind is ClusterErrorKind.Unavailable ? connections.Current : null;
        var reason = refusal ?? errors.Explain(cause, needed);
        var message = kind switch
        {
            ClusterErrorKind.NotFound => "The cluster has no such topic or partition.",
            ClusterErrorKind.Unavailable => $"The cluster does not answer: {reason}.",
            ClusterErrorKind.Superseded => "Another console redrives at the same time. Try again.",
            ClusterErrorKind.NotSupported => $"The cluster does not support this: {reason}.",
            _ => $"The cluster refuses: {reason}.",
        };
        return new(kind, message, cause);
    }

    internal static ClusterException NoSuchTopic(string topic) => new(
        ClusterErrorKind.NotFound,
        $"There is no topic {topic}. A topic that exists is shown only if the console has the right Describe on it.");

    private static ClusterErrorKind KindOf(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => ClusterErrorKind.NotFound,
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut
            or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord or ErrorCode.Local_WaitCache
            or ErrorCode.Local_Retry or ErrorCode.Local_InProgress or ErrorCode.Local_QueueFull or ErrorCode.Local_Partial
            or ErrorCode.RequestTimedOut or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable or ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderForPartition or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup
            or ErrorCode.GroupLoadInProgress or ErrorCode.NotController => ClusterErrorKind.Unavailable,
        ErrorCode.Local_Fenced or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.InvalidProducerEpoch
            or ErrorCode.ProducerFenced => ClusterErrorKind.Superseded,
        ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion => ClusterErrorKind.NotSupported,
        _ => ClusterErrorKind.Refused,
    };
}

/// <summary>Kinds of errors, by what the caller can do.</summary>
public enum ClusterErrorKind
{
    /// <summary>The cluster does not answer, or the console is busy: try again later.</summary>
    Unavailable,

    /// <summary>The cluster has nothing of that name.</summary>
    NotFound,

    /// <summary>The cluster does not allow it.</summary>
    Refused,

    /// <summary>The cluster does not implement it.</summary>
    NotSupported,

    /// <summary>Another console writes: try again.</summary>
    Superseded,
}
