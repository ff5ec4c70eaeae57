namespace Messaging.Reading;

/// <summary>How much of a service's table has been read. Registered together with the table.</summary>
public interface ITableProgress
{
    /// <summary>The current progress.</summary>
    TableProgress Progress { get; }
}
