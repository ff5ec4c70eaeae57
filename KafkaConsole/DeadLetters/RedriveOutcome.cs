using System.Text.Json.Serialization;
using Confluent.Kafka;

namespace KafkaConsole.DeadLetters;

/// <summary>The result of redriving one dead letter.</summary>
/// <param name="Status">What happened.</param>
/// <param name="Partition">The dead letter's partition.</param>
/// <param name="Offset">The dead letter's offset.</param>
/// <param name="RedrivenTo">Where the record is, redriven now or before.</param>
/// <param name="Error">Why redrive failed.</param>
internal sealed record RedriveOutcome(
    RedriveStatus Status, int Partition, long Offset, RedrivenTo? RedrivenTo = null, string? Error = null)
{
    /// <summary>The outcome for a dead letter that can't be redriven.</summary>
    public static RedriveOutcome Failure(ConsumeResult<byte[], byte[]> letter, string error) =>
        new(RedriveStatus.Failed, letter.Partition.Value, letter.Offset.Value, Error: error);
}

/// <summary>What happened to a dead letter.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RedriveStatus>))]
internal enum RedriveStatus
{
    /// <summary>It was redriven.</summary>
    [JsonStringEnumMemberName("redriven")]
    Redriven,

    /// <summary>It was redriven before, and not again.</summary>
    [JsonStringEnumMemberName("alreadyRedriven")]
    AlreadyRedriven,

    /// <summary>It can't be redriven.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>The progress of redriving dead letters of a topic.</summary>
/// <param name="Total">How many offsets there are to process.</param>
/// <param name="Redriven">How many dead letters were redriven.</param>
/// <param name="AlreadyRedriven">How many were redriven before.</param>
/// <param name="Failed">How many can't be redriven.</param>
/// <param name="NotSelected">How many are not selected.</param>
/// <param name="Errors">The first 20 that can't be redriven, with the reason.</param>
internal sealed record RedriveProgress(
    long Total, int Redriven, int AlreadyRedriven, int Failed, int NotSelected, IReadOnlyList<RedriveOutcome> Errors)
{
    public const int MaxErrors = 20;

    /// <summary>How many dead letters are processed.</summary>
    public int Done => Redriven + AlreadyRedriven + Failed + NotSelected;

    public RedriveProgress Add(IReadOnlyList<RedriveOutcome> outcomes) => this with
    {
        Redriven = Redriven + outcomes.Count(outcome => outcome.Status is RedriveStatus.Redriven),
        AlreadyRedriven = AlreadyRedriven + outcomes.Count(outcome => outcome.Status is RedriveStatus.AlreadyRedriven),
        Failed = Failed + outcomes.Count(outcome => outcome.Status is RedriveStatus.Failed),
        Errors = [.. Errors.Concat(outcomes.Where(outcome => outcome.Status is RedriveStatus.Failed)).Take(MaxErrors)],
    };
}
