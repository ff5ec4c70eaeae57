namespace AppHost.Kafka;

/// <summary>Copies of the cluster's records that AppHost keeps outside of it. They are of no use beside an empty cluster.</summary>
internal interface IRecordCopies
{
    /// <summary>Deletes the copies. The services that have them are restarted next.</summary>
    void Delete();
}
