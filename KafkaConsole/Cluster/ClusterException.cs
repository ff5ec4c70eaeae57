using Confluent.Kafka;

namespace KafkaConsole.Cluster;

/// <summary>What was asked of the cluster can't be had. The message is for a person.</summary>
internal sealed class ClusterException : Exception
{
    public ClusterException(ClusterFault fault, string message, Exception? cause = null)
        : base(message, cause) => Fault = fault;

    /// <summary>What kind of reason it is.</summary>
    public ClusterFault Fault { get; }

    /// <summary>Says in plain words what librdkafka or the cluster reports.</summary>
    public static ClusterException Of(KafkaException cause) => FaultOf(cause.Error.Code) switch
    {
        ClusterFault.Unknown => new(ClusterFault.Unknown, "The cluster has no such topic or partition.", cause),
        ClusterFault.Unavailable => new(ClusterFault.Unavailable, $"The cluster does not answer: {cause.Error.Reason}", cause),
        _ => new(ClusterFault.Refused, $"The cluster refuses: {cause.Error.Reason}", cause),
    };

    public static ClusterException NoSuchTopic(string topic) => new(ClusterFault.Unknown, $"There is no topic {topic}.");

    private static ClusterFault FaultOf(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => ClusterFault.Unknown,
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut
            or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_WaitCoord or ErrorCode.Local_WaitCache
            or ErrorCode.Local_Retry or ErrorCode.Local_InProgress or ErrorCode.Local_QueueFull or ErrorCode.RequestTimedOut
            or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable or ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderForPartition or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup
            or ErrorCode.GroupLoadInProgress or ErrorCode.NotController => ClusterFault.Unavailable,
        _ => ClusterFault.Refused,
    };
}

/// <summary>Why something can't be had of the cluster.</summary>
internal enum ClusterFault
{
    /// <summary>It does not answer, or the dashboard has enough to do: ask again later.</summary>
    Unavailable,

    /// <summary>It has nothing of that name.</summary>
    Unknown,

    /// <summary>It does not do that.</summary>
    Refused,
}
