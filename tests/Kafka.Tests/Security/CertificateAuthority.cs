using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kafka.Tests.Security;

/// <summary>Issues certificates for tests, which are valid for a day.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate;

    public CertificateAuthority(string name)
    {
        using var key = RSA.Create(2048);
        var request = NewRequest(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _certificate = request.CreateSelfSigned(Now - (30 * Day), Now + (30 * Day));
    }

    /// <summary>The certificate of the authority, without its key.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Issues the certificate of a server with these names.</summary>
    public PemCertificate IssueForServer(string host, params IPAddress[] addresses)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        foreach (var address in addresses) names.AddIpAddress(address);
        return Issue(host, Now + Day, names.Build());
    }

    /// <summary>Issues the certificate of a client.</summary>
    public PemCertificate IssueForClient(string name) => Issue(name, Now + Day);

    /// <summary>Issues a certificate that was valid until a minute ago.</summary>
    public PemCertificate IssueExpired(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        return Issue(name, Now - TimeSpan.FromMinutes(1), names.Build());
    }

    public void Dispose() => _certificate.Dispose();

    private PemCertificate Issue(string name, DateTimeOffset end, params X509Extension[] extensions)
    {
        using var key = RSA.Create(2048);
        var request = NewRequest(name, key);
        foreach (var extension in extensions) request.CertificateExtensions.Add(extension);
        using var certificate = request.Create(_certificate, end - (2 * Day), end, RandomNumberGenerator.GetBytes(8));
        return new(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static CertificateRequest NewRequest(string name, RSA key) =>
        new($"CN={name},OU=analytics,O=Example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}

/// <summary>A certificate and its private key, as PEM.</summary>
internal sealed record PemCertificate(string Certificate, string Key)
{
    /// <summary>Both, as a broker's key store has them.</summary>
    public string KeyStore => $"{Key}\n{Certificate}\n";

    /// <summary>The key, encrypted with a password.</summary>
    public string EncryptedKey(string password)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Key);
        return key.ExportEncryptedPkcs8PrivateKeyPem(password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000));
    }
}
