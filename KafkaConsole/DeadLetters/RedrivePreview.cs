using System.Text.Json.Serialization;

namespace KafkaConsole.DeadLetters;

/// <summary>What redriving a selection of dead letters would do.</summary>
/// <param name="Selected">How many dead letters are selected.</param>
/// <param name="Ready">How many of them would be redriven.</param>
/// <param name="AlreadyRedriven">How many were redriven before.</param>
/// <param name="Failed">How many can't be redriven.</param>
/// <param name="Targets">Where they would be redriven to.</param>
/// <param name="Letters">The first 100 that would be redriven, as partition and offset, such as <c>0/17</c>.</param>
/// <param name="Errors">The first 20 that can't be redriven, with the reason.</param>
/// <param name="IsComplete">Whether all could be read in time. Otherwise the numbers are those of the beginning.</param>
internal sealed record RedrivePreview(
    int Selected,
    int Ready,
    int AlreadyRedriven,
    int Failed,
    IReadOnlyList<RedriveTarget> Targets,
    IReadOnlyList<string> Letters,
    IReadOnlyList<RedriveOutcome> Errors,
    bool IsComplete)
{
    private const int MaxLetters = 100;

    /// <summary>
    /// How many records of <c>dead-letters.redriven</c> have no valid signature, and so count for nothing. If another key signed them, dead
    /// letters that were redriven before are among those that would be redriven.
    /// </summary>
    public int IgnoredMarkers { get; init; }

    /// <summary>The ends of the partitions at the time of the preview.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<int, long> Ends { get; init; } = new Dictionary<int, long>();

    /// <summary>Adds further dead letters.</summary>
    public RedrivePreview Add(IReadOnlyList<PlannedLetter> letters)
    {
        var ready = letters.Select(planned => planned.Letter).OfType<RedrivableLetter>().ToList();
        var leftOut = letters.Select(planned => planned.LeftOut).OfType<RedriveOutcome>().ToList();
        var failed = leftOut.Where(outcome => outcome.Status is RedriveStatus.Failed).ToList();
        return this with
        {
            Selected = Selected + letters.Count,
            Ready = Ready + ready.Count,
            AlreadyRedriven = AlreadyRedriven + leftOut.Count - failed.Count,
            Failed = Failed + failed.Count,
            Targets =
            [
                .. Targets.Concat(ready.Select(letter => new RedriveTarget(letter.Cause.Topic, letter.Cause.Partition, 1)))
                    .GroupBy(target => (target.Topic, target.Partition))
                    .Select(same => new RedriveTarget(same.Key.Topic, same.Key.Partition, same.Sum(target => target.Letters)))
                    .OrderBy(target => target.Topic, StringComparer.Ordinal)
                    .ThenBy(target => target.Partition),
            ],
            Letters = [.. Letters.Concat(ready.Select(letter => letter.Place)).Take(MaxLetters)],
            Errors = [.. Errors.Concat(failed).Take(RedriveProgress.MaxErrors)],
        };
    }
}

/// <summary>A partition that dead letters would be redriven to.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The number of the partition.</param>
/// <param name="Letters">How many dead letters.</param>
internal sealed record RedriveTarget(string Topic, int Partition, int Letters);
