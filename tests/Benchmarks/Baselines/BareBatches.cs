using System.Data.Common;
using Benchmarks.Measuring;
using Messaging.Consuming;
using Microsoft.Extensions.Configuration;
using SinkService.Database;

namespace Benchmarks.Baselines;

/// <summary>The minimum work of a sink: rows that are in memory already, without Kafka, in transactions as large as those of SinkService.</summary>
internal static class BareBatches
{
    /// <summary>Writes rows, and prints <c>measured {rows per second}</c>.</summary>
    /// <param name="rowsOf">Returns a number of rows.</param>
    /// <param name="open">Opens a connection with this connection string.</param>
    /// <param name="write">Writes the rows of a transaction.</param>
    public static void Write<TRow>(
        Func<int, IEnumerable<TRow>> rowsOf, Func<string, DbConnection> open, Action<DbTransaction, IReadOnlyList<TRow>> write)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var assignment = Assignment.Of(configuration);
        var batches = rowsOf(assignment.Records).Chunk(new ConsumerOptions().TransactionMaxRecords).ToList();
        var meter = new ThroughputMeter(assignment.Records, TimeProvider.System);
        using var connection = open(configuration.GetConnectionString(DatabaseRegistration.ConnectionName)!);
        foreach (var batch in batches)
        {
            using var transaction = connection.BeginTransaction();
            write(transaction, batch);
            transaction.Commit();
            foreach (var _ in batch) meter.Pass();
        }
    }
}
