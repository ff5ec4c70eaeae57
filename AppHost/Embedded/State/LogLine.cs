namespace AppHost.Embedded.State;

/// <summary>One line of output, without its line break and without control characters.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Source">The name of the <see cref="ResourceSnapshot"/> that wrote it, or <see cref="ResourceBoard.Self"/>.</param>
/// <param name="Text">The text.</param>
/// <param name="IsError">Whether it came from standard error.</param>
internal sealed record LogLine(DateTimeOffset Time, string Source, string Text, bool IsError = false);
