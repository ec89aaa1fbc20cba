using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EngageStream.EmbeddedKafka.Sasl;

namespace EngageStream.EmbeddedKafka.Network;

/// <summary>What connections have to go through before they are served: TLS, SASL, both or nothing.</summary>
internal sealed class ConnectionSecurity : IDisposable
{
    /// <summary>Largest request of a client that is not known yet, in bytes.</summary>
    public const int MaxStrangersBytes = 64 * 1024;

    private readonly SslServerAuthenticationOptions? _tls;
    private readonly SaslUsers? _users;
    private readonly X509Certificate2? _certificate;

    /// <exception cref="ArgumentException">A certificate or key cannot be used.</exception>
    public ConnectionSecurity(BrokerOptions options)
    {
        _users = options.SaslUsers;
        if (options.TlsCertificateFile is null)
        {
            return;
        }

        _certificate = Load(nameof(options.TlsKeyFile), $"{options.TlsCertificateFile} and {options.TlsKeyFile}",
            () => X509Certificate2.CreateFromPemFile(options.TlsCertificateFile, options.TlsKeyFile));
        _tls = new SslServerAuthenticationOptions
        {
            // The certificates behind the first one in the file are sent along.
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, Bundle(options.TlsCertificateFile), offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
        };
        if (options.TlsClientCaFile is { } authorities)
        {
            _tls.ClientCertificateRequired = true;
            _tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            _tls.CertificateChainPolicy.CustomTrustStore.AddRange(Bundle(authorities));
        }
    }

    /// <summary>Whether there is anything to go through.</summary>
    public bool IsOn => _tls is not null || _users is not null;

    /// <summary>In a few words.</summary>
    public string Description => (_tls, _users) switch
    {
        (null, null) => "plaintext, without authentication",
        (null, _) => "plaintext, SASL",
        (_, null) => _tls.ClientCertificateRequired ? "TLS with client certificates" : "TLS, without authentication",
        _ => _tls.ClientCertificateRequired ? "TLS with client certificates, SASL" : "TLS, SASL",
    };

    public Transport Open(Socket socket) => _tls is null ? new PlainTransport(socket) : new TlsTransport(socket, _tls);

    public Authentication NewAuthentication() => new(_users);

    /// <summary>Why clients may not believe the certificate; null where nothing is wrong.</summary>
    /// <param name="host">Name or address by which they connect.</param>
    /// <param name="now">The time.</param>
    public string? CertificateFault(string host, DateTimeOffset now)
    {
        if (_certificate is null)
        {
            return null;
        }

        if (now < _certificate.NotBefore || now > _certificate.NotAfter)
        {
            return $"it is valid from {_certificate.NotBefore:u} to {_certificate.NotAfter:u}";
        }

        return _certificate.MatchesHostname(host) ? null : $"it is not for {host}, to which clients are told to connect";
    }

    public void Dispose() => _certificate?.Dispose();

    private static X509Certificate2Collection Bundle(string file) => Load("", file, () =>
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("it holds no certificate");
    });

    private static T Load<T>(string option, string files, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            string remedy = option.Length > 0
                ? "give a certificate and its key, unencrypted, in PEM files"
                : "give certificates in a PEM file";
            throw new ArgumentException($"{files} cannot be used for TLS ({e.Message}): {remedy}.", e);
        }
    }
}
