using Microsoft.Extensions.Configuration;

namespace Benchmarks.Baselines;

/// <summary>What a part of this program is to do.</summary>
internal sealed record Assignment
{
    private const string Section = "Benchmark";

    /// <summary>The topic to read or write.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The topic to write what was read.</summary>
    public string To { get; init; } = "";

    /// <summary>How many records.</summary>
    public int Records { get; init; }

    /// <summary>Whether what is read is decoded, too.</summary>
    public bool Decodes { get; init; }

    /// <summary>For the process that does it.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ($"{Section}:{nameof(Topic)}", Topic),
        ($"{Section}:{nameof(To)}", To),
        ($"{Section}:{nameof(Records)}", $"{Records}"),
        ($"{Section}:{nameof(Decodes)}", $"{Decodes}"),
    ];

    /// <summary>In the process that does it.</summary>
    public static Assignment Of(IConfiguration configuration) => configuration.GetSection(Section).Get<Assignment>()!;
}
