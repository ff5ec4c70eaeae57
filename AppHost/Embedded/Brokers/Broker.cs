using AppHost.Embedded.Running;
using Microsoft.Extensions.Configuration;

namespace AppHost.Embedded.Brokers;

/// <summary>A Kafka cluster at run time, whichever it is.</summary>
/// <param name="name">Its name, and that of its connection string.</param>
/// <param name="bootstrapServers">Where clients begin: <c>host:port</c>, several separated by commas.</param>
/// <param name="configuration">Holds more properties for its clients, under <c>Kafka:Properties</c>.</param>
internal abstract class Broker(string name, string bootstrapServers, IConfiguration configuration) : IRunning
{
    private const string PropertiesSection = "Kafka:Properties";

    public string Name { get; } = name;

    public string BootstrapServers { get; } = bootstrapServers;

    public virtual IEnumerable<KeyValuePair<string, string>> ForClients
        => Properties
            .Select(property => KeyValuePair.Create($"Kafka__Properties__{property.Key}", property.Value!))
            .Prepend(KeyValuePair.Create($"ConnectionStrings__{Name}", BootstrapServers));

    /// <summary>librdkafka's properties for any client, among them <c>bootstrap.servers</c>.</summary>
    public IReadOnlyDictionary<string, string> ClientProperties
    {
        get
        {
            // A property may be there twice, with dots and with underscores: the last one wins.
            var properties = new Dictionary<string, string>();
            foreach (var property in Properties)
                properties[property.Key.Replace('_', '.')] = property.Value!;

            properties["bootstrap.servers"] = BootstrapServers;
            return properties;
        }
    }

    /// <summary>Whether it answers what an admin client asks about consumer groups.</summary>
    public virtual bool KnowsItsGroups => true;

    public virtual IEnumerable<ResourceCommands> Commands => [];

    public abstract Task StartAsync(CancellationToken cancellation);

    public abstract Task StopAsync(CancellationToken kill);

    public abstract void Dispose();

    /// <summary>How long the cluster may take until it first answers.</summary>
    /// <param name="unlessConfigured">The limit without <c>Kafka:StartTimeout</c>, which is written as <c>00:00:30</c>.</param>
    protected TimeSpan StartTimeout(TimeSpan unlessConfigured)
    {
        const string Key = "Kafka:StartTimeout";
        return configuration[Key] is not { } text ? unlessConfigured
            : TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit > TimeSpan.Zero ? limit
            : throw new StartupFault($"{Key} is '{text}', which is not a time span such as 00:00:30");
    }

    /// <summary>Asks the cluster for its metadata, as its clients do first.</summary>
    protected MetadataProbe NewProbe()
    {
        try
        {
            return new(ClientProperties);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            throw new StartupFault($"{PropertiesSection} is not what librdkafka understands: {fault.Message}");
        }
    }

    private IEnumerable<IConfigurationSection> Properties
        => configuration.GetSection(PropertiesSection).GetChildren().Where(property => property.Value is not null);
}
