using System.Net;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using LocalProcesses.Kafka;

namespace Kafka.Tests.Security;

/// <summary>
/// Apache Kafka with TLS, SCRAM, client certificates and ACLs, shared by all tests of the collection. Tests administer it at its listener
/// without TLS, where everybody is a super user.
/// </summary>
public sealed class SecuredCluster : IAsyncLifetime
{
    /// <summary>The listener for users with a password.</summary>
    public const string Sasl = "SASL";

    /// <summary>The listener for clients with a certificate.</summary>
    public const string MutualTls = "MTLS";

    /// <summary>A listener like <see cref="Sasl"/> whose certificate the tests replace.</summary>
    public const string Replaceable = "REPLACEABLE";

    /// <summary>The password of all users.</summary>
    public const string Password = "correct-horse-battery-staple";

    public const string NotRun = "Apache Kafka with TLS and ACLs needs KAFKA_HOME.";

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("kafka-secured-");
    private ApacheKafkaCluster? _kafka;
    private IAdminClient? _admin;

    internal CertificateAuthority Authority { get; } = new("Test CA");

    internal CertificateAuthority ForeignAuthority { get; } = new("Foreign CA");

    public ApacheKafkaCluster Kafka => _kafka!;

    /// <summary>A client with all rights.</summary>
    public IAdminClient Admin => _admin!;

    /// <summary>The file with the certificate of the authority.</summary>
    public string AuthorityFile => Path.Combine(_files.FullName, "ca.pem");

    public async ValueTask InitializeAsync()
    {
        if (ApacheKafkaCluster.Home is null) return;

        var broker = Authority.IssueForServer("localhost", IPAddress.Loopback);
        var keyStore = Write("broker.pem", broker.KeyStore);
        var trustStore = Write("ca.pem", Authority.Pem);
        _kafka = await ApacheKafkaCluster.StartAsync(new()
        {
            Heap = "-Xms256M -Xmx512M",
            Listeners = [new(Sasl, "SASL_SSL"), new(MutualTls, "SSL"), new(Replaceable, "SASL_SSL")],
            FormatArguments = ["--add-scram", $"SCRAM-SHA-512=[name=admin,password={Password}]"],
            Settings = new Dictionary<string, string>
            {
                ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                ["super.users"] = "User:ANONYMOUS;User:admin", // the brokers, and the tests, are anonymous at the listener without TLS
                ["ssl.principal.mapping.rules"] = "RULE:^CN=([^,]+),.*$/$1/,DEFAULT",
                ["ssl.allow.dn.changes"] = "true", // to replace a certificate by a wrong one
                ["ssl.allow.san.changes"] = "true",
                [$"{Of(MutualTls)}.ssl.client.auth"] = "required",
                [$"{Of(MutualTls)}.ssl.truststore.type"] = "PEM",
                [$"{Of(MutualTls)}.ssl.truststore.location"] = trustStore,
            }
            .Concat(new[] { Sasl, MutualTls, Replaceable }.SelectMany(listener => KeyStoreOf(listener, keyStore)))
            .Concat(new[] { Sasl, Replaceable }.SelectMany(ScramOf))
            .ToDictionary(),
        });
        _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
    }

    /// <summary>Writes a file that is deleted with the cluster, and returns its path.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(_files.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Gives the brokers another certificate at <see cref="Replaceable"/>, for new connections.</summary>
    internal async Task ReplaceCertificateAsync(PemCertificate certificate)
    {
        var file = Write($"{Guid.NewGuid():N}.pem", certificate.KeyStore);
        await Admin.IncrementalAlterConfigsAsync(new()
        {
            [new() { Type = ResourceType.Broker, Name = "1" }] =
            [
                .. KeyStoreOf(Replaceable, file).Select(setting => new ConfigEntry
                {
                    Name = setting.Key, Value = setting.Value, IncrementalOperation = AlterConfigOpType.Set,
                }),
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_kafka is not null) await _kafka.DisposeAsync();
        _files.Delete(recursive: true);
        Authority.Dispose();
        ForeignAuthority.Dispose();
    }

    private static string Of(string listener) => $"listener.name.{listener.ToLowerInvariant()}";

    private static Dictionary<string, string> KeyStoreOf(string listener, string file) => new()
    {
        [$"{Of(listener)}.ssl.keystore.type"] = "PEM",
        [$"{Of(listener)}.ssl.keystore.location"] = file,
    };

    private static Dictionary<string, string> ScramOf(string listener) => new()
    {
        [$"{Of(listener)}.sasl.enabled.mechanisms"] = "SCRAM-SHA-512",
        [$"{Of(listener)}.scram-sha-512.sasl.jaas.config"] = "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    };
}
