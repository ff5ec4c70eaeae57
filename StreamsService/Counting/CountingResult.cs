namespace StreamsService.Counting;

/// <summary>The result of counting an event.</summary>
/// <param name="Outcome">Whether it was counted, or why not.</param>
/// <param name="Window">The start of the window of the event; null when the outcome did not depend on it.</param>
internal readonly record struct CountingResult(Outcome Outcome, DateTimeOffset? Window = null);
