using Microsoft.Extensions.Configuration;

namespace Benchmarks.Baselines;

/// <summary>The arguments of a child program.</summary>
internal sealed record Assignment
{
    private const string Section = "Benchmark";

    /// <summary>The topic to read or write.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The topic to write to, for programs that also read one.</summary>
    public string To { get; init; } = "";

    /// <summary>The number of records to read or write.</summary>
    public int Records { get; init; }

    /// <summary>Whether the program also decodes the records.</summary>
    public bool Decodes { get; init; }

    /// <summary>The arguments as settings for the child process.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ($"{Section}:{nameof(Topic)}", Topic),
        ($"{Section}:{nameof(To)}", To),
        ($"{Section}:{nameof(Records)}", $"{Records}"),
        ($"{Section}:{nameof(Decodes)}", $"{Decodes}"),
    ];

    /// <summary>Reads the arguments in the child process.</summary>
    public static Assignment Of(IConfiguration configuration) => configuration.GetSection(Section).Get<Assignment>()!;
}
