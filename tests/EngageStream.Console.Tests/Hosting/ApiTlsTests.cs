using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EngageStream.Console.Ports;
using EngageStream.Console.Tests.Support;

namespace EngageStream.Console.Tests.Hosting;

public sealed class ApiTlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engage-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Nodes_with_tls_are_asked_by_those_that_trust_their_ca()
    {
        (string certificate, string key) = Issue();
        await using TestApi owner = await TestApi.StartAsync(options => options with { Certificate = certificate, CertificateKey = key });
        Assert.Equal("https", owner.Server.Address.Scheme);
        var answer = new UserAnswer(UserOutcome.Elsewhere, Owner: owner.Server.Address);

        await using TestApi trusting = await TestApi.StartAsync(options => options with { NodesCa = certificate });
        trusting.Users.Always(answer);
        Assert.Equal("ann", (string?)(await trusting.ReadAsync("/v1/users/ann"))["user"]);

        await using TestApi distrusting = await TestApi.StartAsync();
        distrusting.Users.Always(answer);
        using HttpResponseMessage refused = await distrusting.GetAsync("/v1/users/ann");
        await ProblemAssert.IsAsync(refused, 502, "owner_failed");
        Assert.Single(owner.Users.Asked);
    }

    private (string Certificate, string Key) Issue()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        string path = Path.Combine(_folder.FullName, "node.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
        return (path, path + ".key");
    }
}
