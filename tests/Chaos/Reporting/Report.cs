using System.Globalization;
using Chaos.Disturbances;
using Chaos.Load;
using Chaos.Services;
using Chaos.Verification;

namespace Chaos.Reporting;

/// <summary>Prints the tables at the end of a run.</summary>
internal static class Report
{
    public static void Print(Verdict verdict, Clients clients, Recoveries recoveries, ServicesUnderTest services)
    {
        PrintClients(verdict, clients);
        PrintComparisons(verdict);
        PrintRecoveries(recoveries);
        Console.WriteLine();
        foreach (var service in services.All.Where(service => service.EndedByItself + service.NotAlive + service.StoppedWithError > 0))
        {
            Console.WriteLine(
                $"{service.Name}: ended by itself {service.EndedByItself} times, was not alive {service.NotAlive} times, "
                + $"did not stop properly {service.StoppedWithError} times.");
        }

        Console.WriteLine($"Ended by themselves: {services.All.Sum(service => service.EndedByItself)} processes.");
        Console.WriteLine($"Printed again by ConsumerWorker, which is allowed: {Format(verdict.Repeated)} records.");
        foreach (var comparison in verdict.All.Where(comparison => comparison.HasFailed))
        {
            Console.WriteLine($"{comparison.What}:");
            foreach (var example in comparison.Examples) Console.WriteLine($"  {example}");
        }

        foreach (var fault in verdict.OtherFaults) Console.WriteLine(fault);
    }

    private static void PrintClients(Verdict verdict, Clients clients)
    {
        var table = new TextTable(
            "clients", "sent", "receipts", "refused", "neither", "in the log without receipt", "lost", "doubled", "wrong",
            "longest time without an answer");
        foreach (var (kind, comparison) in verdict.Receipts)
        {
            var own = clients.All.Where(client => client.Kind == kind).ToList();
            AddRow(kind.Name, [.. own.SelectMany(client => client.Sent)], [comparison], own);
        }

        AddRow("all", [.. clients.All.SelectMany(client => client.Sent)], [.. verdict.Receipts.Values], clients.All);
        table.Print();

        void AddRow(string name, List<LoadEvent> sent, IReadOnlyList<Comparison> comparisons, IEnumerable<Client> own) => table.Add(
            name,
            Format(sent.Count),
            Format(sent.Count(it => it.Receipt is not null)),
            Format(sent.Count(it => it.IsRefused)),
            Format(sent.Count(it => it.Receipt is null && !it.IsRefused)),
            Format(ReceiptCheck.WithoutReceipt(sent, verdict.Log)),
            Format(comparisons.Sum(it => it.Lost)),
            DoubledOf(comparisons),
            Format(comparisons.Sum(it => it.Wrong)),
            Format(own.Max(client => client.LongestSilence)));
    }

    private static void PrintComparisons(Verdict verdict)
    {
        var table = new TextTable("compared", "events", "lost", "doubled", "wrong");
        foreach (var it in verdict.OfTheLog) table.Add(it.What, Format(it.Expected), Format(it.Lost), DoubledOf([it]), Format(it.Wrong));
        table.Print();
    }

    private static void PrintRecoveries(Recoveries recoveries)
    {
        string[] paths = [Recovery.Publishing, .. ServicesUnderTest.Groups, Recovery.Storing];
        var table = new TextTable(["disturbance", "times", .. paths.Select(path => $"{path}: median, worst")]);
        foreach (var (kind, all) in recoveries.ByKind())
        {
            table.Add([kind, Format(all.Count), .. paths.Select(path => MedianAndWorst(all, path))]);
        }

        table.Print();
    }

    private static string MedianAndWorst(IReadOnlyList<Recovery> recoveries, string path)
    {
        var recovered = recoveries.Where(recovery => recovery.Times.ContainsKey(path));
        var times = recovered.Select(recovery => recovery.Times[path]).Order().ToList();
        var missing = times.Count == recoveries.Count ? "" : $", {recoveries.Count - times.Count} never";
        return times.Count == 0 ? "never" : $"{Format(times[(times.Count - 1) / 2])}, {Format(times[^1])}{missing}";
    }

    private static string DoubledOf(IReadOnlyList<Comparison> comparisons)
    {
        var aborted = comparisons.Sum(it => it.Aborted);
        return $"{Format(comparisons.Sum(it => it.Doubled))}{(aborted == 0 ? "" : $" (and {Format(aborted)} of aborted transactions)")}";
    }

    private static string Format(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Format(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
