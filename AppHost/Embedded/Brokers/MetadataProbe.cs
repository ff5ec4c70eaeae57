using Confluent.Kafka;

namespace AppHost.Embedded.Brokers;

/// <summary>Asks a cluster for its metadata: it is up when it answers.</summary>
internal sealed class MetadataProbe : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly KeyValuePair<string, string>[] _properties;
    private IAdminClient _client;
    private bool _hasAnswered;

    /// <summary>Creates the client that asks.</summary>
    /// <param name="properties">Its librdkafka properties.</param>
    /// <exception cref="InvalidOperationException">A property does not exist or can't have its value.</exception>
    public MetadataProbe(IEnumerable<KeyValuePair<string, string>> properties)
    {
        _properties = [.. properties];
        _client = NewClient();
    }

    /// <summary>Why the cluster did not answer, in librdkafka's words.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Asks once, for a second at most.</summary>
    public Task<bool> AnswersAsync() => Task.Run(() =>
    {
        try
        {
            return _hasAnswered = _client.GetMetadata(Patience).Brokers.Count > 0;
        }
        catch (KafkaException fault)
        {
            LastFault ??= fault.Error.Reason;
            Renew();
            return false;
        }
    });

    public void Dispose() => _client.Dispose();

    /// <summary>A client that has lost its cluster may take a minute to see that it is back; a new one sees it at once.</summary>
    private void Renew()
    {
        if (!_hasAnswered)
            return;

        _hasAnswered = false;
        _client.Dispose();
        _client = NewClient();
    }

    private IAdminClient NewClient() => new AdminClientBuilder(_properties)
        .SetErrorHandler((_, error) => LastFault = error.Reason)
        .SetLogHandler((_, _) => { })
        .Build();
}
