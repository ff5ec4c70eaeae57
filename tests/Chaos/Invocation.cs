using System.Globalization;
using System.Security.Cryptography;
using LocalProcesses.Kafka;

namespace Chaos;

/// <summary>The command line.</summary>
internal sealed record Invocation(ChaosOptions? Options, string? Error = null)
{
    /// <summary>The in-memory broker keeps 5 MiB of a partition. More than these events would not fit with all statistics that they cause.</summary>
    private const int MostEventsInMemory = 30_000;

    private const string Usage = """
        Usage: dotnet run -c Release --project tests/Chaos -- [options]

        Starts brokers and services, sends events over HTTP, kills, pauses, stops and restarts services and brokers at random, and then
        compares the receipts with the log, and the log with everything that was made of it.

          --minutes M   how long services and brokers are disturbed; default 5
          --brokers N   brokers of Apache Kafka, from the directory KAFKA_HOME: 1, 3 or 5; default 3. 0 is the in-memory broker
          --rate R      events per second; default 200, with the in-memory broker 100
          --seed S      repeats the disturbances of an earlier run
          --logs DIR    keeps the output of each service as a file in this directory
          --help        shows this text

        Exit code: 0; 1 when an event with a receipt is lost or doubled, or the system does not recover; 2 when an argument is not valid.
        Ctrl-C ends the load, and what was sent is compared. A second Ctrl-C ends the program without a comparison.
        """;

    public static Invocation Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h")) return new(Options: null);

        var given = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (arguments[i] is not ("--minutes" or "--brokers" or "--rate" or "--seed" or "--logs")) return Invalid($"There is no option {arguments[i]}.");
            if (i + 1 == arguments.Count) return Invalid($"{arguments[i]} needs a value.");
            if (!given.TryAdd(arguments[i], arguments[i + 1])) return Invalid($"{arguments[i]} is given twice.");
        }

        if (!TryRead(given, "--minutes", 5, out var minutes) || minutes is <= 0 or > 24 * 60) return Invalid("--minutes must be a number from 0.1 to 1440.");
        if (!TryReadInteger(given, "--brokers", 3, out var brokers) || brokers is not (0 or 1 or 3 or 5)) return Invalid("--brokers must be 0, 1, 3 or 5.");
        if (!TryReadInteger(given, "--rate", brokers == 0 ? 100 : 200, out var rate) || rate is < 10 or > 5_000) return Invalid("--rate must be a number from 10 to 5000.");
        if (!TryReadInteger(given, "--seed", RandomNumberGenerator.GetInt32(1_000_000), out var seed)) return Invalid("--seed must be an integer.");
        if (brokers > 0 && ApacheKafkaCluster.Home is null)
        {
            return Invalid("KAFKA_HOME must be the directory of an unpacked Apache Kafka. Without one, --brokers 0 uses the in-memory broker.");
        }

        if (brokers == 0 && minutes * 60 * rate > MostEventsInMemory)
        {
            return Invalid($"The in-memory broker has room for {MostEventsInMemory} events only. Choose fewer minutes or a lower rate.");
        }

        return new(new ChaosOptions
        {
            Length = TimeSpan.FromMinutes(minutes),
            Brokers = brokers,
            Rate = rate,
            Seed = seed,
            Logs = given.GetValueOrDefault("--logs"),
        });
    }

    /// <summary>Prints the usage, and the error if there is one.</summary>
    /// <returns>The exit code.</returns>
    public int Refuse()
    {
        if (Error is null) Console.WriteLine(Usage);
        else Console.Error.WriteLine($"{Error}\n\n{Usage}");
        return Error is null ? 0 : 2;
    }

    private static Invocation Invalid(string error) => new(Options: null, error);

    private static bool TryRead(Dictionary<string, string> given, string option, double otherwise, out double value)
    {
        value = otherwise;
        return !given.TryGetValue(option, out var text) || double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryReadInteger(Dictionary<string, string> given, string option, int otherwise, out int value)
    {
        value = otherwise;
        return !given.TryGetValue(option, out var text) || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
