using System.Text.Json.Serialization;

namespace KafkaConsole.DeadLetters;

/// <summary>What became of the wish to send a dead letter back.</summary>
/// <param name="Status">What, in a word.</param>
/// <param name="Partition">The dead letter's partition.</param>
/// <param name="Offset">The dead letter's offset.</param>
/// <param name="Went">Where it went, now or at an earlier time.</param>
/// <param name="Fault">Why it did not.</param>
internal sealed record RedriveOutcome(RedriveStatus Status, int Partition, long Offset, Redriven? Went = null, string? Fault = null);

/// <summary>What became of the wish to send a dead letter back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RedriveStatus>))]
internal enum RedriveStatus
{
    /// <summary>It went.</summary>
    [JsonStringEnumMemberName("redriven")]
    Redriven,

    /// <summary>It had gone before.</summary>
    [JsonStringEnumMemberName("already")]
    Already,

    /// <summary>It can't go.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>How far a redrive of many is.</summary>
/// <param name="Total">How many offsets there are to go through.</param>
/// <param name="Redriven">How many dead letters went.</param>
/// <param name="Already">How many had gone before.</param>
/// <param name="Failed">How many can't go.</param>
/// <param name="Faults">Why the first of those can't.</param>
internal sealed record RedriveProgress(long Total, int Redriven, int Already, int Failed, IReadOnlyList<RedriveOutcome> Faults)
{
    private const int MaxFaults = 20;

    /// <summary>How many dead letters it has gone through.</summary>
    public int Done => Redriven + Already + Failed;

    public RedriveProgress And(IReadOnlyList<RedriveOutcome> outcomes) => this with
    {
        Redriven = Redriven + outcomes.Count(outcome => outcome.Status is RedriveStatus.Redriven),
        Already = Already + outcomes.Count(outcome => outcome.Status is RedriveStatus.Already),
        Failed = Failed + outcomes.Count(outcome => outcome.Status is RedriveStatus.Failed),
        Faults = [.. Faults.Concat(outcomes.Where(outcome => outcome.Status is RedriveStatus.Failed)).Take(MaxFaults)],
    };
}
