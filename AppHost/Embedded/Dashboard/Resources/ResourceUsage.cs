namespace Dashboard.Resources;

/// <summary>What a process takes of the machine.</summary>
/// <param name="Cpu">How much of one core it took since the last look: 1 is all of one, 2 all of two. Null at the first look.</param>
/// <param name="Bytes">Its working set.</param>
internal sealed record ResourceUsage(double? Cpu, long Bytes);
