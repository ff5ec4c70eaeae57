using System.Runtime.CompilerServices;

namespace Kafka.EndToEnd.Tests.AppHost;

/// <summary>A test of AppHost's embedded engine; skipped where AppHost was built with Aspire.</summary>
public sealed class EmbeddedFactAttribute : FactAttribute
{
    public EmbeddedFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = "needs the embedded engine: build with UseAspire=false";
        SkipType = typeof(Engine);
        SkipUnless = nameof(Engine.IsEmbedded);
    }

    /// <summary>Whether the test sends signals to processes, which Windows does not have.</summary>
    public bool SendsSignals
    {
        get => SkipUnless == nameof(Engine.IsEmbeddedAndHasSignals);
        set => SkipUnless = value ? nameof(Engine.IsEmbeddedAndHasSignals) : nameof(Engine.IsEmbedded);
    }
}
