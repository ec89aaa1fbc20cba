using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EngageStream.Tests.Shared.Kafka;

/// <summary>Certificates made for a test, as PEM files in a folder that goes with it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-tls-");

    public TestCertificates()
    {
        (Authority, X509Certificate2 authority) = MakeAuthority("authority");
        (StrangeAuthority, X509Certificate2 strange) = MakeAuthority("strange");
        Server = Make("server", authority, "1.3.6.1.5.5.7.3.1", IPAddress.Loopback);
        Client = Make("client", authority, "1.3.6.1.5.5.7.3.2", null);
        StrangeClient = Make("strange-client", strange, "1.3.6.1.5.5.7.3.2", null);
        authority.Dispose();
        strange.Dispose();
    }

    /// <summary>Certificate of the authority that signed <see cref="Server"/> and <see cref="Client"/>.</summary>
    public string Authority { get; }

    /// <summary>Certificate of an authority that nobody has a reason to trust.</summary>
    public string StrangeAuthority { get; }

    /// <summary>Certificate for 127.0.0.1 and localhost, with its key.</summary>
    public (string Certificate, string Key) Server { get; }

    public (string Certificate, string Key) Client { get; }

    public (string Certificate, string Key) StrangeClient { get; }

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Writes a file that only its owner may read.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    private (string File, X509Certificate2 Certificate) MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), certificate);
    }

    private (string Certificate, string Key) Make(string name, X509Certificate2 authority, string usage, IPAddress? address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, false));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            names.AddDnsName("localhost");
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
