using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;

namespace Messaging.Clients;

/// <summary>Who this service is for the cluster: a user with a password, the owner of a certificate, or anybody.</summary>
internal sealed class ClientIdentity
{
    /// <summary>Reads the settings of the clients.</summary>
    /// <exception cref="InvalidOperationException">librdkafka does not know a configured property, or rejects its value.</exception>
    public ClientIdentity(KafkaConnection connection)
    {
        var config = connection.Configured;
        var protocol = config.Get("security.protocol")?.ToUpperInvariant() ?? ""; // the typed property can't read the names with an underscore
        UsesTls = protocol is "SSL" or "SASL_SSL";
        UsesSasl = protocol is "SASL_PLAINTEXT" or "SASL_SSL";
        Certificate = UsesTls ? CertificateOf(config) : null;
        Principal = UsesSasl ? $"User:{config.SaslUsername}" : Certificate is null ? "User:ANONYMOUS" : $"User:{Rfc2253(Certificate)}";
        Name = UsesSasl ? $"The user '{config.SaslUsername}'"
            : Certificate is null ? "This service, which connects without a user or certificate,"
            : $"The client certificate {Rfc2253(Certificate)}";
    }

    /// <summary>The user, or the subject of the certificate, as the subject of a sentence.</summary>
    public string Name { get; }

    /// <summary>
    /// The principal in ACLs. Brokers with <c>ssl.principal.mapping.rules</c> derive another one from the subject of a certificate.
    /// </summary>
    public string Principal { get; }

    /// <summary>Whether the cluster knows who this service is.</summary>
    public bool IsAuthenticated => UsesSasl || Certificate is not null;

    internal bool UsesTls { get; }

    internal bool UsesSasl { get; }

    /// <summary>The client certificate; null when there is none, or it can't be read without librdkafka.</summary>
    internal X509Certificate2? Certificate { get; }

    /// <summary>The subject as Kafka writes it, without spaces.</summary>
    internal static string Rfc2253(X509Certificate2 certificate) => certificate.Subject.Replace(", ", ",", StringComparison.Ordinal);

    private static X509Certificate2? CertificateOf(ClientConfig config)
    {
        try
        {
            return config switch
            {
                { SslCertificatePem: { Length: > 0 } pem } => X509Certificate2.CreateFromPem(pem),
                { SslCertificateLocation: { Length: > 0 } file } => X509Certificate2.CreateFromPem(File.ReadAllText(file)),
                { SslKeystoreLocation: { Length: > 0 } file } => X509CertificateLoader.LoadPkcs12FromFile(file, config.SslKeystorePassword),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null; // librdkafka reads it itself, and reports what is wrong
        }
    }
}
