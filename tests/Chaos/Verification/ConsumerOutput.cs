using System.Globalization;
using System.Text.RegularExpressions;

namespace Chaos.Verification;

/// <summary>What ConsumerWorker has printed in all of its lives.</summary>
internal sealed partial class ConsumerOutput
{
    private readonly HashSet<(int Partition, long Offset)> _printed = [];
    private long _lines;

    public void Add(string line)
    {
        if (Printed().Match(line) is not { Success: true } match) return;

        lock (_printed)
        {
            _lines++;
            _printed.Add((
                int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                long.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Compares the log with what was printed. Each record must be there, and may be there again.</summary>
    /// <param name="log">What is in the log.</param>
    /// <param name="repeated">The number of records that were printed again.</param>
    public Comparison Compare(PageEventLog log, out long repeated)
    {
        var comparison = new Comparison($"{PageEventLog.Topic} with the output of ConsumerWorker", log.All.Count);
        lock (_printed)
        {
            repeated = _lines - _printed.Count;
            foreach (var logged in log.All)
            {
                if (!_printed.Contains((logged.Partition, logged.Offset))) comparison.AddLost($"{logged}");
            }
        }

        return comparison;
    }

    [GeneratedRegex(@" page-events \[(\d+)\] @(\d+) ")]
    private static partial Regex Printed();
}
