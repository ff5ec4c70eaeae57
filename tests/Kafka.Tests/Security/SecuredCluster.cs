using System.Diagnostics;
using System.Net;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using LocalProcesses.Kafka;

namespace Kafka.Tests.Security;

/// <summary>The tests that share a <see cref="SecuredCluster"/>. They run one after the other, because they change rights.</summary>
[CollectionDefinition(nameof(SecuredCluster))]
public sealed class SecurityTests : ICollectionFixture<SecuredCluster>;

/// <summary>
/// Apache Kafka with TLS, SCRAM, client certificates and ACLs, shared by all tests of the collection. Its users have the rights of
/// <c>docs/security.md</c>. Tests administer it at its listener without TLS, where everybody is a super user.
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

    public bool NotStarted => _kafka is null;

    /// <summary>The cluster at the listener without TLS.</summary>
    internal KafkaCluster Plain => new(Kafka);

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
        Write("admin.properties", $"""
            security.protocol=SASL_SSL
            sasl.mechanism=SCRAM-SHA-512
            sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="{Password}";
            ssl.truststore.type=PEM
            ssl.truststore.location={trustStore}
            """);
        await Admin.AlterUserScramCredentialsAsync(
            SecurityPage.Users.Select(user => new UserScramCredentialUpsertion
            {
                User = user,
                Password = Encoding.UTF8.GetBytes(Password),
                ScramCredentialInfo = new() { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 },
            }));
        await GrantAsync(SecurityPage.Table);
        await Admin.CreateTopicsAsync(
            SecurityPage.GrantedBy(SecurityPage.Commands("create")).Select(right => right.Name).Distinct().Select(name => new TopicSpecification
            {
                Name = name,
                NumPartitions = name is "idempotency-keys" or "dead-letters.redriven" ? 1 : 2,
                ReplicationFactor = 1,
            }));
    }

    /// <summary>The configuration of a service, which is this user of the cluster.</summary>
    public Dictionary<string, string?> ConfigurationOf(string user, string listener = Sasl)
    {
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:kafka"] = Kafka.BootstrapServersOf(listener),
            ["Kafka:Properties:ssl_ca_location"] = AuthorityFile,
            ["Topics:Create"] = "true",
            ["JsonService:UserHashKey"] = new('k', 32),
            ["Console:AllowRedrive"] = "true",
            ["Console:RedriveKey"] = new('r', 32),
            ["Supplier:Period"] = "00:00:00.1",
        };
        if (listener == MutualTls)
        {
            var certificate = Authority.IssueForClient(user);
            configuration["Kafka:Properties:security_protocol"] = "SSL";
            configuration["Kafka:Properties:ssl_certificate_pem"] = certificate.Certificate;
            configuration["Kafka:Properties:ssl_key_location"] = Write($"{user}.key", certificate.EncryptedKey(Password));
            configuration["Kafka:Properties:ssl_key_password"] = Password;
        }
        else
        {
            configuration["Kafka:Properties:security_protocol"] = "SASL_SSL";
            configuration["Kafka:Properties:sasl_mechanism"] = "SCRAM-SHA-512";
            configuration["Kafka:Properties:sasl_username"] = user;
            configuration["Kafka:Properties:sasl_password"] = Password;
        }

        return configuration;
    }

    /// <summary>Grants rights.</summary>
    internal Task GrantAsync(IEnumerable<DocumentedRight> rights) => Admin.CreateAclsAsync(rights.Select(AclOf));

    /// <summary>All rights that are granted.</summary>
    internal async Task<IEnumerable<DocumentedRight>> GrantedAsync()
    {
        var acls = await Admin.DescribeAclsAsync(Everything);
        return acls.AclBindings.Select(acl => new DocumentedRight(
            acl.Entry.Principal["User:".Length..],
            acl.Entry.Operation.ToString(),
            acl.Pattern.Type switch { ResourceType.Topic => "topic", ResourceType.Group => "group", _ => "transactional-id" },
            acl.Pattern.Name,
            acl.Pattern.ResourcePatternType is ResourcePatternType.Prefixed));
    }

    /// <summary>Takes all rights away, of all users.</summary>
    public Task RevokeAllAsync() => Admin.DeleteAclsAsync([Everything]);

    /// <summary>Takes a right away until the result is disposed.</summary>
    internal async Task<IAsyncDisposable> WithoutAsync(DocumentedRight right)
    {
        var acl = AclOf(right);
        var deleted = await Admin.DeleteAclsAsync([acl.ToFilter()]);
        Assert.Single(deleted.Single().AclBindings);
        return new Restoration(() => Admin.CreateAclsAsync([acl]));
    }

    /// <summary>Runs commands of the page with Apache Kafka's tools.</summary>
    public async Task RunAsync(string commands)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-e", "-c", commands.Replace("broker1:9093", Kafka.BootstrapServersOf(Sasl), StringComparison.Ordinal)])
        {
            WorkingDirectory = _files.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{Path.Combine(ApacheKafkaCluster.Home!, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["LOG_DIR"] = _files.FullName; // for Apache's scripts
        using var shell = Process.Start(start)!;
        var output = await Task.WhenAll(shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, string.Concat(output));
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

    private static AclBinding AclOf(DocumentedRight right) => new()
    {
        Pattern = new()
        {
            Type = right.Resource switch
            {
                "topic" => ResourceType.Topic,
                "group" => ResourceType.Group,
                _ => (ResourceType)5, // the transactional id: this client has no name for it
            },
            Name = right.Name,
            ResourcePatternType = right.IsPrefixed ? ResourcePatternType.Prefixed : ResourcePatternType.Literal,
        },
        Entry = new()
        {
            Principal = $"User:{right.User}",
            Host = "*",
            Operation = Enum.Parse<AclOperation>(right.Operation),
            PermissionType = AclPermissionType.Allow,
        },
    };

    private sealed class Restoration(Func<Task> restore) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(restore());
    }

    private static AclBindingFilter Everything => new()
    {
        PatternFilter = new() { Type = ResourceType.Any, ResourcePatternType = ResourcePatternType.Any },
        EntryFilter = new() { Operation = AclOperation.Any, PermissionType = AclPermissionType.Any },
    };

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
