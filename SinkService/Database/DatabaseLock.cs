namespace SinkService.Database;

/// <summary>What only one instance does at a time. The numbers are part of the lock's name in the database: they must never change.</summary>
internal enum DatabaseLock
{
    /// <summary>Applying migrations.</summary>
    Migrations = 1,

    /// <summary>Deleting old rows.</summary>
    Retention = 2,
}
