namespace Dashboard.Door;

/// <summary>A line of a resource's output, without control characters.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Resource">The name of the <see cref="Door.Resource"/>, or that of the host for its own lines.</param>
/// <param name="Text">The text.</param>
/// <param name="IsError">Whether it came from standard error.</param>
public sealed record ConsoleLine(DateTimeOffset Time, string Resource, string Text, bool IsError);
