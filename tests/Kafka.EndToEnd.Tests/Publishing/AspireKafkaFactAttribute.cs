using System.Runtime.CompilerServices;
using Kafka.EndToEnd.Tests.Support;
using Xunit.v3;

namespace Kafka.EndToEnd.Tests.Publishing;

/// <summary>A test of builds that use Aspire.Hosting.Kafka and Aspire.Confluent.Kafka; skipped in others.</summary>
public sealed class AspireKafkaFactAttribute : FactAttribute, ITraitAttribute
{
    public AspireKafkaFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = "This build does without Aspire.Hosting.Kafka. Run 'dotnet test -p:UseAspireKafka=true', with a package source that has it.";
        SkipType = typeof(Build);
        SkipUnless = nameof(Build.UsesAspireKafka);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Category", "AspireKafka")];
}
