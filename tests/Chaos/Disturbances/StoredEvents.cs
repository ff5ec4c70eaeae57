using System.Data.Common;
using Chaos.Database;
using Chaos.Services;
using Chaos.Verification;

namespace Chaos.Disturbances;

/// <summary>Looks several times a second which of the events that recoveries wait for are in the database.</summary>
internal sealed class StoredEvents(IDatabase database, Recoveries recoveries, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await LookAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // stopped
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var users = recoveries.NotStored().ToDictionary(user => AnonymousEvent.HashOf(user, ServicesUnderTest.UserHashKey));
        if (users.Count == 0) return;

        var hashes = string.Join(", ", users.Keys.Select(hash => $"'{hash}'"));
        try
        {
            var stored = await database.ReadAsync(
                $"select user_hash from page_events where user_hash in ({hashes})", row => users[row.GetString(0)], stop);
            recoveries.OnStored(stored.ToHashSet());
        }
        catch (DbException)
        {
            // The database is away. The next look may find it again.
        }
    }
}
