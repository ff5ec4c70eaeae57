using System.Net;
using Confluent.Kafka;
using Contracts;
using Messaging;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Kafka.Tests.Security;

/// <summary>A service and a broker that refuse each other: one line of the log says why, and so does the health check.</summary>
[Collection(nameof(SecuredCluster))]
public sealed class RefusedConnectionTests(SecuredCluster cluster)
{
    private const string Wrong = "wrong-password-which-nobody-may-see";

    public enum Fault
    {
        WrongPassword,
        UnknownUser,
        OtherMechanism,
        ExpiredClientCertificate,
        ForeignClientCertificate,
        NoClientCertificate,
        UnknownAuthority,
        TlsToPlaintext,
        PlaintextToTls,
    }

    [Theory]
    [InlineData(Fault.WrongPassword, "refuses the user 'supplier-worker' (SCRAM-SHA-512): there is no such user, or the password is wrong")]
    [InlineData(Fault.UnknownUser, "refuses the user 'nobody' (SCRAM-SHA-512): there is no such user, or the password is wrong")]
    [InlineData(Fault.OtherMechanism, "does not accept the mechanism PLAIN of the user 'supplier-worker', only SCRAM-SHA-512")]
    [InlineData(Fault.ExpiredClientCertificate, "refuses the client certificate CN=supplier-worker,OU=analytics,O=Example, which expired at ")]
    [InlineData(Fault.ForeignClientCertificate, "refuses the client certificate CN=supplier-worker,OU=analytics,O=Example, which CN=Foreign CA,OU=analytics,O=Example issued")]
    [InlineData(Fault.NoClientCertificate, "requires a client certificate, and this service has none")]
    [InlineData(Fault.UnknownAuthority, "was issued by CN=Test CA,OU=analytics,O=Example, which this service does not trust")]
    [InlineData(Fault.TlsToPlaintext, "does not speak TLS, but this service does (security.protocol=SASL_SSL)")]
    [InlineData(Fault.PlaintextToTls, "speaks TLS, but this service does not (security.protocol=plaintext)")]
    public async Task The_log_and_the_health_say_why_connections_are_refused(Fault fault, string reason)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        await using var service = await StartAsync(ConfigurationWith(fault));
        await AssertRefusedAsync(service, reason);
    }

    [Theory]
    [InlineData("expired", " expired at ")]
    [InlineData("foreign", " was issued by CN=Foreign CA,OU=analytics,O=Example, which this service does not trust")]
    [InlineData("other host", " is not for 127.0.0.1, but for other.example")]
    public async Task A_service_waits_until_the_certificate_of_the_broker_is_right(string certificate, string reason)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        await ReplaceAsync(certificate switch
        {
            "expired" => cluster.Authority.IssueExpired("localhost"),
            "foreign" => cluster.ForeignAuthority.IssueForServer("localhost", IPAddress.Loopback),
            _ => cluster.Authority.IssueForServer("other.example"),
        });
        await using var service = await StartAsync(cluster.ConfigurationOf("supplier-worker", SecuredCluster.Replaceable));
        await AssertRefusedAsync(service, reason);

        await cluster.ReplaceCertificateAsync(cluster.Authority.IssueForServer("localhost", IPAddress.Loopback));

        await service.ReadyAsync();
    }

    [Theory]
    [InlineData(SecuredCluster.Sasl)]
    [InlineData(SecuredCluster.MutualTls)]
    public async Task Nothing_that_a_client_can_log_has_a_secret(string listener)
    {
        Assert.SkipWhen(cluster.NotStarted, SecuredCluster.NotRun);

        var configuration = cluster.ConfigurationOf("supplier-worker", listener);
        configuration["Kafka:Properties:debug"] = "all";
        await using var service = await StartAsync(configuration, LogLevel.Trace);
        await service.ReadyAsync();

        Assert.Contains(service.Log, line => line.Contains("ssl://", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log, line => line.Contains(SecuredCluster.Password, StringComparison.Ordinal));
    }

    private static Task<TestService> StartAsync(
        IDictionary<string, string?> configuration, LogLevel level = LogLevel.Information) => TestService.StartAsync(configuration, builder =>
    {
        builder.Logging.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.None); // as all services do for health checks
        builder.AddPublisher(Topics.PageEvents);
    });

    private static async Task AssertRefusedAsync(TestService service, string reason)
    {
        await Eventually.TrueAsync(() => service.Log.Any(line => line.Contains(reason, StringComparison.Ordinal)), reason);
        var health = (await service.HealthAsync()).Entries["kafka"];
        await service.HealthAsync(); // some more attempts to connect

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains(reason, health.Description, StringComparison.Ordinal);
        var line = Assert.Single(service.Log, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Log, line => line.Contains("[thrd:", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log, line => line.Contains(Wrong, StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log, line => line.Contains(SecuredCluster.Password, StringComparison.Ordinal));
    }

    private Dictionary<string, string?> ConfigurationWith(Fault fault)
    {
        const string User = "supplier-worker";
        const string Properties = "Kafka:Properties:";
        var isMutual = fault is Fault.ExpiredClientCertificate or Fault.ForeignClientCertificate or Fault.NoClientCertificate;
        var configuration = cluster.ConfigurationOf(User, isMutual ? SecuredCluster.MutualTls : SecuredCluster.Sasl);
        switch (fault)
        {
            case Fault.WrongPassword:
                configuration[$"{Properties}sasl_password"] = Wrong;
                break;
            case Fault.UnknownUser:
                configuration[$"{Properties}sasl_username"] = "nobody";
                break;
            case Fault.OtherMechanism:
                configuration[$"{Properties}sasl_mechanism"] = "PLAIN";
                break;
            case Fault.ExpiredClientCertificate:
                Use(cluster.Authority.IssueExpired(User));
                break;
            case Fault.ForeignClientCertificate:
                Use(cluster.ForeignAuthority.IssueForClient(User));
                break;
            case Fault.NoClientCertificate:
                foreach (var name in (string[])["certificate_pem", "key_location", "key_password"]) configuration.Remove($"{Properties}ssl_{name}");

                break;
            case Fault.UnknownAuthority:
                configuration[$"{Properties}ssl_ca_location"] = cluster.Write("foreign-ca.pem", cluster.ForeignAuthority.Pem);
                break;
            case Fault.TlsToPlaintext:
                configuration["ConnectionStrings:kafka"] = cluster.Kafka.BootstrapServers;
                break;
            case Fault.PlaintextToTls:
                return new() { ["ConnectionStrings:kafka"] = cluster.Kafka.BootstrapServersOf(SecuredCluster.Sasl) };
        }

        return configuration;

        void Use(PemCertificate certificate)
        {
            configuration[$"{Properties}ssl_certificate_pem"] = certificate.Certificate;
            configuration.Remove($"{Properties}ssl_key_location");
            configuration[$"{Properties}ssl_key_pem"] = certificate.Key;
        }
    }

    /// <summary>Replaces the certificate, and waits until the broker presents it.</summary>
    private async Task ReplaceAsync(PemCertificate certificate)
    {
        await cluster.ReplaceCertificateAsync(certificate);
        await Eventually.TrueAsync(
            () =>
            {
                using var client = new AdminClientBuilder(new AdminClientConfig
                {
                    BootstrapServers = cluster.Kafka.BootstrapServersOf(SecuredCluster.Replaceable),
                    SecurityProtocol = SecurityProtocol.SaslSsl,
                    SaslMechanism = SaslMechanism.ScramSha512,
                    SaslUsername = "admin",
                    SaslPassword = SecuredCluster.Password,
                    SslCaLocation = cluster.AuthorityFile,
                }).SetLogHandler((_, _) => { }).Build();
                return Throws(() => client.GetMetadata(TimeSpan.FromSeconds(2)));
            },
            "the broker has the wrong certificate");
    }

    private static bool Throws(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (KafkaException)
        {
            return true;
        }
    }
}
