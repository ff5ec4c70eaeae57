using System.Globalization;
using System.Security.Cryptography;
using LocalProcesses.Kafka;
using LocalProcesses.Postgres;

namespace Chaos;

/// <summary>The command line: the options, or an error, or neither when help is asked for.</summary>
internal sealed record Invocation(ChaosOptions? Options, string? Error = null)
{
    /// <summary>The in-memory broker keeps 5 MiB of a partition, which must hold these events and all statistics that they cause.</summary>
    private const int MostEventsInMemory = 30_000;

    private const string Usage = """
        Usage: dotnet run -c Release --project tests/Chaos -- [options]

        Starts brokers, services and their database, sends events over HTTP, kills, pauses, stops and restarts all of them at random, and
        then compares the receipts with the log, and the log with everything that was made of it.

          --minutes M   how long services and brokers are disturbed; default 5
          --brokers N   brokers of Apache Kafka, from the directory KAFKA_HOME: 1, 3 or 5; default 3. 0 is the in-memory broker
          --database D  postgres, or sqlite for a file; default postgres where it is installed
          --rate R      events per second; default 200, with the in-memory broker 100
          --seed S      repeats the disturbances of an earlier run
          --logs DIR    keeps the output of each service as a file in this directory
          --help        shows this text

        Exit code: 0; 1 when an event with a receipt is lost or doubled, or the system does not recover; 2 when an argument is not valid.
        Ctrl-C ends the load, and what was sent is compared. A second Ctrl-C ends the program without a comparison.
        """;

    private static readonly string[] Known = ["--minutes", "--brokers", "--database", "--rate", "--seed", "--logs"];

    public static Invocation Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h")) return new(Options: null);

        var given = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (!Known.Contains(arguments[i])) return Invalid($"There is no option {arguments[i]}.");
            if (i + 1 == arguments.Count) return Invalid($"{arguments[i]} needs a value.");
            if (!given.TryAdd(arguments[i], arguments[i + 1])) return Invalid($"{arguments[i]} is given twice.");
        }

        return Parse(given);
    }

    /// <summary>Prints the usage, and the error if there is one.</summary>
    /// <returns>The exit code.</returns>
    public int Refuse()
    {
        if (Error is null) Console.WriteLine(Usage);
        else Console.Error.WriteLine($"{Error}\n\n{Usage}");
        return Error is null ? 0 : 2;
    }

    private static Invocation Parse(Dictionary<string, string> given)
    {
        var minutes = Number(given, "--minutes", otherwise: 5);
        var brokers = Integer(given, "--brokers", otherwise: 3);
        var rate = Integer(given, "--rate", otherwise: brokers == 0 ? 100 : 200);
        var database = given.GetValueOrDefault("--database", PostgresServer.IsInstalled ? "postgres" : "sqlite");
        var seed = Integer(given, "--seed", otherwise: RandomNumberGenerator.GetInt32(1_000_000));
        if (minutes is not (>= 0.1 and <= 24 * 60)) return Invalid("--minutes must be a number from 0.1 to 1440.");
        if (brokers is not (0 or 1 or 3 or 5)) return Invalid("--brokers must be 0, 1, 3 or 5.");
        if (database is not ("postgres" or "sqlite")) return Invalid("--database must be postgres or sqlite.");
        if (rate is not (>= 10 and <= 5_000)) return Invalid("--rate must be an integer from 10 to 5000.");
        if (seed is null) return Invalid("--seed must be an integer.");
        if (brokers > 0 && ApacheKafkaCluster.Home is null)
        {
            return Invalid("KAFKA_HOME must be the directory of an unpacked Apache Kafka. --brokers 0 uses the in-memory broker instead.");
        }

        if (database == "postgres" && !PostgresServer.IsInstalled)
        {
            return Invalid($"{PostgresServer.NotInstalled} --database sqlite uses a file instead.");
        }

        if (brokers == 0 && minutes * 60 * rate > MostEventsInMemory)
        {
            return Invalid($"The in-memory broker has room for {MostEventsInMemory} events. Choose fewer minutes or a lower rate.");
        }

        return new(new ChaosOptions
        {
            Length = TimeSpan.FromMinutes(minutes.Value),
            Brokers = brokers.Value,
            UsesPostgres = database == "postgres",
            Rate = rate.Value,
            Seed = seed.Value,
            Logs = given.GetValueOrDefault("--logs"),
        });
    }

    private static Invocation Invalid(string error) => new(Options: null, error);

    private static double? Number(Dictionary<string, string> given, string option, double otherwise)
    {
        if (!given.TryGetValue(option, out var text)) return otherwise;

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static int? Integer(Dictionary<string, string> given, string option, int otherwise)
    {
        if (!given.TryGetValue(option, out var text)) return otherwise;

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
