using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;

namespace Messaging.Clients.Connections;

/// <summary>What a listener presented in a TLS handshake.</summary>
/// <param name="Certificate">Its certificate; null when the listener does not speak TLS.</param>
/// <param name="Faults">What is wrong with its chain of certificates.</param>
/// <param name="IsForOtherName">Whether it is for other hosts only.</param>
internal sealed record TlsProbe(X509Certificate2? Certificate, X509ChainStatusFlags Faults, bool IsForOtherName)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Begins a connection with TLS, to find out why a client's connection failed: the client itself does not say what is wrong with a
    /// certificate. Sends nothing but the handshake.
    /// </summary>
    /// <returns>What the listener presented; null when it can't be reached.</returns>
    public static async Task<TlsProbe?> ConnectAsync(string host, int port, ClientConfig config, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        TlsProbe? seen = null;
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(host, port, limit.Token);
            try
            {
                await using var tls = new SslStream(connection.GetStream());
                await tls.AuthenticateAsClientAsync(
                    new()
                    {
                        TargetHost = host,
                        CertificateChainPolicy = PolicyOf(config),
                        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        {
                            seen = Of(certificate, chain, errors, config);
                            return false; // nothing is sent, not even to a listener whose certificate is right
                        },
                    },
                    limit.Token);
            }
            catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
            {
                // The handshake ends here, if the listener takes part in one.
            }

            return seen ?? new(null, X509ChainStatusFlags.NoError, false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException or CryptographicException)
        {
            return null;
        }
    }

    private static TlsProbe? Of(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, ClientConfig config)
    {
        if (certificate is null) return null;

        var faults = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        var checksName = config.Get("ssl.endpoint.identification.algorithm") is not "none";
        return new(
            X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()), faults,
            checksName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    private static X509ChainPolicy PolicyOf(ClientConfig config)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (config.SslCaPem is { Length: > 0 } pem) policy.CustomTrustStore.ImportFromPem(pem);
        else if (config.SslCaLocation is { } file && File.Exists(file)) policy.CustomTrustStore.ImportFromPemFile(file);
        if (policy.CustomTrustStore.Count > 0) policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        return policy;
    }
}
