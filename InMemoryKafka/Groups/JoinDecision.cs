using Confluent.Kafka;

namespace InMemoryKafka.Groups;

/// <summary>Whether a member may join, and with which of its assignment strategies.</summary>
internal readonly record struct JoinDecision(ErrorCode Error, string Reason, string Protocol, ClassicMember? Member)
{
    public static JoinDecision Accept(string protocol, ClassicMember member) => new(ErrorCode.NoError, "", protocol, member);

    public static JoinDecision Refuse(ErrorCode error, string reason) => new(error, reason, "", null);
}
