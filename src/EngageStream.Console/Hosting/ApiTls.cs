using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EngageStream.Console.Hosting;

/// <summary>TLS of the API from PEM files, read once.</summary>
internal static class ApiTls
{
    public static void Use(ListenOptions listen, ApiOptions options)
    {
        if (options.Certificate is null)
        {
            return;
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.Certificate);
        X509Certificate2 own = X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey);
        listen.UseHttps(https =>
        {
            https.ServerCertificate = own;
            https.ServerCertificateChain = chain;
        });
    }
}
