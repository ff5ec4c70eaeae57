using AppHost.Kafka;
using Microsoft.Extensions.Hosting;

namespace AppHost.Database;

/// <summary>
/// The file of the embedded database. It lives as long as the records that were written into it: the one for the in-memory broker, whose topics
/// are empty at each start, is deleted when AppHost stops.
/// </summary>
internal sealed class SqliteFile : IHostedService, IRecordCopies
{
    private readonly Lazy<DirectoryInfo> _directory;
    private readonly bool _isTemporary;

    public SqliteFile(IDistributedApplicationBuilder builder, KafkaSource source)
    {
        _isTemporary = source is KafkaSource.InMemory;
        _directory = new(() => _isTemporary
            ? Directory.CreateTempSubdirectory("sink-")
            : Directory.CreateDirectory(source is KafkaSource.ApacheKafka
                ? ApacheKafka.DataDirectory(builder)
                : System.IO.Path.Combine(builder.AppHostDirectory, ".data")));
    }

    /// <summary>The path of the file. Its directory is created when the first service asks for it.</summary>
    public string Path => System.IO.Path.Combine(_directory.Value.FullName, "sink.db");

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (_isTemporary && _directory.IsValueCreated) TryDelete(() => _directory.Value.Delete(recursive: true));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Delete() => TryDelete(() =>
    {
        foreach (var file in _directory.Value.GetFiles()) file.Delete(); // the file and its log
    });

    private static void TryDelete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is deleted already, or a service has the file open, which Windows does not allow.
        }
    }
}
