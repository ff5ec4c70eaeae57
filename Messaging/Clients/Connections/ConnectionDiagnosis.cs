using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;

namespace Messaging.Clients.Connections;

/// <summary>
/// Finds out why a connection failed, if authentication or TLS is the cause, and says it in a sentence without secrets. Other failures,
/// such as a broker that does not run, are not explained.
/// </summary>
internal sealed class ConnectionDiagnosis(KafkaConnection connection, ClientIdentity identity)
{
    private const string Time = "yyyy-MM-dd HH:mm 'UTC'";

    private readonly ClientConfig _config = connection.Configured;

    /// <summary>Whether authentication or TLS can be the cause.</summary>
    public bool IsCandidate(ConnectionFailure failure) =>
        failure.IsAuthentication || failure.IsBrokerCertificate || failure.IsAlert || failure.IsHandshake
        || (failure.IsFirstRequest && !identity.UsesTls);

    /// <summary>Says what is wrong and what to do; null when neither authentication nor TLS is the cause.</summary>
    public async Task<string?> ExplainAsync(ConnectionFailure failure, CancellationToken cancellationToken)
    {
        if (failure.IsAuthentication) return Authentication(failure);
        if (failure.IsAlert && !failure.IsBrokerCertificate) return ClientCertificate(failure);

        var probe = await TlsProbe.ConnectAsync(failure.Host, failure.Port, _config, cancellationToken);
        if (probe is null) return null;
        if (!identity.UsesTls) return probe.Certificate is null ? null : TlsExpected(failure);

        return probe.Certificate is { } certificate ? BrokerCertificate(failure, certificate, probe) : TlsUnexpected(failure);
    }

    private string Authentication(ConnectionFailure failure)
    {
        if (failure.Reason.Contains("invalid credentials", StringComparison.Ordinal))
        {
            return $"The broker {failure.Address} refuses the user '{_config.SaslUsername}' ({MechanismName}): "
                + "there is no such user, or the password is wrong. "
                + "Correct sasl.username and sasl.password under Kafka:Properties and restart this service, or correct the user on the cluster";
        }

        if (failure.Reason.Contains("Request not valid in current SASL state", StringComparison.Ordinal))
        {
            return $"The listener {failure.Address} has no SASL, but this service uses it. "
                + "Set security.protocol to SSL under Kafka:Properties, or connect to the listener for SASL";
        }

        const string Supported = "supported mechanisms: ";
        if (failure.Reason.IndexOf(Supported, StringComparison.Ordinal) is var at and >= 0)
        {
            return $"The broker {failure.Address} does not accept the mechanism {MechanismName} of the user '{_config.SaslUsername}', "
                + $"only {failure.Reason[(at + Supported.Length)..]}. Set sasl.mechanism under Kafka:Properties";
        }

        return $"The broker {failure.Address} does not authenticate the user '{_config.SaslUsername}' ({MechanismName}): {failure.Reason}";
    }

    private string ClientCertificate(ConnectionFailure failure)
    {
        if (identity.Certificate is not { } certificate)
        {
            return _config.SslKeystoreLocation is null && _config.SslCertificateLocation is null && _config.SslCertificatePem is null
                ? $"The listener {failure.Address} requires a client certificate, and this service has none. "
                    + "Set ssl.certificate.location and ssl.key.location under Kafka:Properties"
                : $"The broker {failure.Address} refuses the client certificate of this service: {failure.Reason}";
        }

        var what = $"The broker {failure.Address} refuses the client certificate {ClientIdentity.Rfc2253(certificate)}";
        var until = certificate.NotAfter.ToUniversalTime();
        return until < TimeProvider.System.GetUtcNow().UtcDateTime
            ? $"{what}, which expired at {until.ToString(Time, null)}. Renew it and restart this service"
            : $"{what}, which {IssuerOf(certificate)} issued. The brokers do not trust this issuer, or the certificate is not for clients. "
                + "Set a certificate that they trust under Kafka:Properties and restart this service, or add the issuer to their trust store";
    }

    private string? BrokerCertificate(ConnectionFailure failure, X509Certificate2 certificate, TlsProbe probe)
    {
        var what = $"The certificate {ClientIdentity.Rfc2253(certificate)} of the broker {failure.Address}";
        var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (until < now) return $"{what} expired at {until.ToString(Time, null)}. Renew it on the broker; this service then continues by itself";
        if (from > now) return $"{what} is not valid before {from.ToString(Time, null)}. Check the clocks, or renew it on the broker";
        if (probe.IsForOtherName)
        {
            return $"{what} is not for {failure.Host}, but for {NamesIn(certificate)}. "
                + "Connect to a name that it has, or renew it on the broker; this service then continues by itself";
        }

        if (probe.Faults is X509ChainStatusFlags.NoError) return null;

        var trust = _config.SslCaPem is not null ? "ssl.ca.pem" : _config.SslCaLocation is not null ? "ssl.ca.location" : null;
        return $"{what} was issued by {IssuerOf(certificate)}, which this service does not trust ({probe.Faults}). "
            + (trust is null
                ? "Set ssl.ca.location under Kafka:Properties to the certificate of the issuer"
                : $"Correct {trust} under Kafka:Properties, or the certificate on the broker");
    }

    private string TlsUnexpected(ConnectionFailure failure) =>
        $"The listener {failure.Address} does not speak TLS, but this service does (security.protocol={ProtocolName}). "
        + "Connect to the listener for TLS, or correct security.protocol under Kafka:Properties";

    private string TlsExpected(ConnectionFailure failure) =>
        $"The listener {failure.Address} speaks TLS, but this service does not (security.protocol={ProtocolName}). "
        + "Set security.protocol to SSL or SASL_SSL under Kafka:Properties";

    private string MechanismName => _config.Get("sasl.mechanism") ?? _config.Get("sasl.mechanisms") ?? "GSSAPI";

    private string ProtocolName => _config.Get("security.protocol") ?? "plaintext";

    private static string IssuerOf(X509Certificate2 certificate) => certificate.Issuer.Replace(", ", ",", StringComparison.Ordinal);

    private static string NamesIn(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => $"{address}")));
        return string.Join(", ", names) is { Length: > 0 } all ? all : "no name";
    }
}
