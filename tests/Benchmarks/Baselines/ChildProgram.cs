using System.Globalization;

namespace Benchmarks.Baselines;

/// <summary>The baselines, which run in separate processes like the services that they are compared with.</summary>
internal static class ChildProgram
{
    public static async Task<int> RunAsync(string name)
    {
        switch (name)
        {
            case nameof(BareConsumer): BareConsumer.Run(); break;
            case nameof(BareCopy): BareCopy.Run(); break;
            case nameof(BareEndpoint): await BareEndpoint.RunAsync(); break;
            case nameof(BareInsert): BareInsert.Run(); break;
            case nameof(BareProducer): BareProducer.Run(); break;
            case nameof(BareReader): BareReader.Run(); break;
            case nameof(BareTimer): await BareTimer.RunAsync(); break;
            case nameof(BareTransform): BareTransform.Run(); break;
            case nameof(BareUpsert): BareUpsert.Run(); break;
            case nameof(EmptyService): await EmptyService.RunAsync(); break;
            case nameof(NoOpConsumer): await NoOpConsumer.RunAsync(); break;
            default: throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such child program.");
        }

        return 0;
    }

    /// <summary>Prints the result for the parent process: <c>measured 123.4</c>.</summary>
    public static void Print(double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"measured {value}"));
}
